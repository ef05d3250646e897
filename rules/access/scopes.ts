import { Failure } from '../failures.ts';
import { actionRules, actions, roleReaches } from './actions.ts';
import { allScopes, type Permission, permissions, resourceScope } from './permissions.ts';
import type { OrgRole } from './types.ts';

/** Every scope that an API key can have, with the least org role that can have any use of it. */
export const scopeCeilings: ReadonlyMap<string, OrgRole> = new Map<string, OrgRole>([
  [allScopes, 'viewer'],
  ...(Object.keys(permissions) as Permission[]).map((name) => [name, permissions[name]] as const),
  ...actions.map((action) => [resourceScope(action), actionRules[action].ceiling] as const),
]);

/**
 * The scopes of a new key, each once, in order.
 * @param ceiling the role of whoever makes the key: nobody makes a key that can do more than they can
 * @throws Failure invalid-request for none or an unknown one; above-ceiling
 */
export function checkScopes(scopes: readonly string[], ceiling: OrgRole): string[] {
  if (scopes.length === 0) throw new Failure('invalid-request', { field: 'scopes', expected: 'at least one' });
  for (const scope of scopes) {
    const needs = scopeCeilings.get(scope);
    if (needs === undefined) {
      throw new Failure('invalid-request', { field: 'scopes', expected: [...scopeCeilings.keys()].join(' | ') });
    }
    if (!roleReaches(ceiling, needs)) throw new Failure('above-ceiling', { ceiling, asked: scope });
  }
  return [...new Set(scopes)].sort();
}
