import type { Actor } from '../../../rules/audit/entry.ts';
import type { NamedFailure } from '../../../rules/failures.ts';
import type { StepName } from '../../../rules/removals/steps.ts';
import type { Database } from '../../client.ts';
import type { RemovalEffectInput } from './input.ts';

export type StepChange =
  /** first time or after a block; `total` is counted from the plan. The progress itself is kept by the batches. */
  { status: 'running' } | { status: 'blocked'; failure: NamedFailure; deadline: Date } | { status: 'done' };

/** Keeps what the process says of a step. A step that has ended stays ended. Throws `not-found`. */
export async function setStep(
  db: Database,
  organization: string,
  actor: Actor,
  input: RemovalEffectInput & { step: StepName; change: StepChange },
): Promise<void> {
  throw new Error('not built yet');
}
