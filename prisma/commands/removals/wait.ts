import type { Actor } from '../../../rules/audit/entry.ts';
import type { Database } from '../../client.ts';
import type { RemovalEffectInput } from './input.ts';

/** Planned → awaiting approval. Throws `removal-ended`, `wrong-state`. */
export async function awaitApproval(
  db: Database,
  organization: string,
  actor: Actor,
  input: RemovalEffectInput,
): Promise<void> {
  throw new Error('not built yet');
}

/** Planned or approved → waiting for the effective instant; step `wait` runs. Throws `removal-ended`, `wrong-state`. */
export async function startWaiting(
  db: Database,
  organization: string,
  actor: Actor,
  input: RemovalEffectInput,
): Promise<{ effectiveAt: Date }> {
  throw new Error('not built yet');
}
