import { Context } from '@temporalio/activity';
import type { BatchResult } from '../../prisma/commands/removals/input.ts';
import type { Click } from '../../rules/audit/click.ts';
import { type Failure, failures } from '../../rules/failures.ts';
import type { OfRemoval } from './contract.ts';

/** What a command gets of an activity's input, with the receipt `removal/{id}/{what}`. */
export function effect({ removalId, now }: OfRemoval, what: string) {
  return { removalId, now: new Date(now), receipt: `removal/${removalId}/${what}` };
}

/** A click's effect: its receipt is the click's own. */
export function clicked(input: OfRemoval & Click, what: string) {
  return effect(input, `${what}/${input.requestId}`);
}

/** Says that it lives, and ends here when the run asked it to: a pause. */
export async function pulse(progress?: unknown): Promise<void> {
  const context = Context.current();
  context.heartbeat(progress);
  if (context.cancellationSignal.aborted) await context.cancelled;
}

const PATIENT_ATTEMPTS = 5;

/** Whether what does not answer is still waited for, by trying the activity again; afterwards it goes on without. */
export const isPatient = (): boolean => Context.current().info.attempt < PATIENT_ATTEMPTS;

/** A failure that may be over at the next attempt, of which there is one. */
export const mayPass = (failure: Failure): boolean => failures[failure.name].passes && isPatient();

const MOST_IDLE = 100;

/** Calls `batch` until nothing is left; the rows are the truth of what is. Returns how many were done here. */
export async function inBatches(batch: () => Promise<BatchResult>): Promise<number> {
  let total = 0;
  for (let idle = 0; idle < MOST_IDLE; ) {
    const { done, left } = await batch();
    total += done;
    if (left === 0) return total;
    idle = done === 0 ? idle + 1 : 0; // another execution may be at it
    await pulse(total);
  }
  throw new Error('batches leave something and do nothing');
}
