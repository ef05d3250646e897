import type { Actor } from '../../../rules/audit/entry.ts';
import type { Database } from '../../client.ts';
import type { RemovalEffectInput } from './input.ts';

/**
 * Draft → planned: the planner runs again on today's facts, page by page, writes the items (with their places, red first) and the steps, and compares
 * the hash with the one that the admin agreed to. `progress` is called after each page, with the items so far: for heartbeats.
 * Throws `plan-changed` (nothing is kept), `already-leaving`, `no-successor`, `wrong-state`, `not-found`.
 */
export async function planRemoval(
  db: Database,
  organization: string,
  actor: Actor,
  input: RemovalEffectInput,
  progress: (items: number) => void = () => undefined,
): Promise<{ items: number; hash: string }> {
  throw new Error('not built yet');
}
