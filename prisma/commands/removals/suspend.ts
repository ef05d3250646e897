import type { Actor } from '../../../rules/audit/entry.ts';
import type { Database } from '../../client.ts';
import type { RemovalEffectInput } from './input.ts';

/**
 * Suspends the leaver, or adopts a suspension that is there already; the removal is `running` from here on. One transaction.
 * Throws `removal-ended`, `wrong-state`, `last-admin`.
 */
export async function suspendForRemoval(
  db: Database,
  organization: string,
  actor: Actor,
  input: RemovalEffectInput,
): Promise<{ adopted: boolean }> {
  throw new Error('not built yet');
}
