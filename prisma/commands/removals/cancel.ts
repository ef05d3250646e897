import type { Actor } from '../../../rules/audit/entry.ts';
import type { Database } from '../../client.ts';
import type { RemovalEffectInput } from './input.ts';

/**
 * Before step `transfer`: everything is as it was; the member is active again unless the suspension was there before the removal.
 * Throws `past-point-of-return`, `removal-ended`, `not-allowed`.
 */
export async function cancelRemoval(
  db: Database,
  organization: string,
  actor: Actor,
  input: RemovalEffectInput,
): Promise<void> {
  throw new Error('not built yet');
}
