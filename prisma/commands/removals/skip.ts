import type { Actor } from '../../../rules/audit/entry.ts';
import type { StepName } from '../../../rules/removals/steps.ts';
import type { Database } from '../../client.ts';
import type { RemovalEffectInput } from './input.ts';

/** Goes on without one item; the certificate lists it with the note's text. Its follow-up, if open, is waived. Throws `not-found`, `removal-ended`, `not-allowed`, `wrong-state` (the item is done). */
export async function skipItem(
  db: Database,
  organization: string,
  actor: Actor,
  input: RemovalEffectInput & { itemKey: string; noteId: string },
): Promise<void> {
  throw new Error('not built yet');
}

/** Goes on without what is left of a blocked step. Throws `step-not-skippable`, `step-not-blocked`, `not-found`, `removal-ended`, `not-allowed`. */
export async function skipStep(
  db: Database,
  organization: string,
  actor: Actor,
  input: RemovalEffectInput & { step: StepName; noteId: string },
): Promise<{ skipped: number }> {
  throw new Error('not built yet');
}
