import type { Actor } from '../../../rules/audit/entry.ts';
import type { Database } from '../../client.ts';
import type { RemovalEffectInput } from './input.ts';

/**
 * Instead of `deactivateLeaver`: the same, and the person's values in this organization are replaced by one pseudonym.
 * Throws `erasure-forbidden`, `removal-ended`, `wrong-state`.
 */
export async function eraseLeaver(
  db: Database,
  organization: string,
  actor: Actor,
  input: RemovalEffectInput,
): Promise<{ runsAsLeaver: number }> {
  throw new Error('not built yet');
}
