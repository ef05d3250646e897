import { Failure } from '../failures.ts';
import type { Action } from './types.ts';

/** What an API key may be for, within its holder's role. check: ask access/check, explain and verify; read: every GET; write: everything else. */
export const scopes = ['check', 'read', 'write'] as const;
export type Scope = (typeof scopes)[number];

/** The scope that a key needs for an action of its own holder. */
export function scopeOf(action: Action): Scope {
  return action === 'view' ? 'read' : 'write';
}

/** `granted` undefined: not a key, hence no limit. */
export function withinScopes(granted: readonly string[] | undefined, scope: Scope): boolean {
  return granted === undefined || granted.includes(scope);
}

/**
 * The scopes of a new key, each once, in order.
 * @throws Failure invalid-request for none or an unknown one
 */
export function checkScopes(asked: readonly string[]): Scope[] {
  const known = scopes.filter((scope) => asked.includes(scope));
  if (known.length === 0 || asked.some((scope) => !(scopes as readonly string[]).includes(scope))) {
    throw new Failure('invalid-request', { field: 'scopes', expected: scopes.join(' | ') });
  }
  return known;
}
