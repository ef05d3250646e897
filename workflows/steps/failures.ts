import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  ChildWorkflowFailure,
  TimeoutFailure,
} from '@temporalio/workflow';
import {
  type FailureFacts,
  type FailureName,
  failures,
  isFailureName,
  type NamedFailure,
} from '../../rules/failures.ts';

/** A named refusal, as a workflow may throw it: from a validator, from a handler, or to block a step. */
export function refusal<N extends FailureName>(name: N, facts: FailureFacts<N>): ApplicationFailure {
  return ApplicationFailure.create({ type: name, message: failures[name].says, nonRetryable: true, details: [facts] });
}

/**
 * The name of what went wrong in an activity or child, with its facts; a time-out has the name of the last attempt's failure. Undefined for what is not a
 * failure of work (cancellation, an error in workflow code): let that go on.
 */
export function namedFailure(error: unknown): NamedFailure | undefined {
  if (error instanceof ActivityFailure || error instanceof ChildWorkflowFailure) return namedFailure(error.cause);
  if (error instanceof TimeoutFailure) return namedFailure(error.cause) ?? { name: 'internal', facts: {} };
  if (!(error instanceof ApplicationFailure)) return undefined;
  const facts = (error.details?.[0] ?? {}) as NamedFailure['facts'];
  return error.type !== null && error.type !== undefined && isFailureName(error.type)
    ? { name: error.type, facts }
    : { name: 'internal', facts: {} };
}

/**
 * Runs the effect of an Update handler. What it throws is a named failure, because a plain error would hang the run (design, Workflows); and it goes on
 * when the run itself was asked to cancel, because our runs are steered, not cancelled.
 */
export async function refusing<T>(effect: () => Promise<T>): Promise<T> {
  try {
    return await CancellationScope.nonCancellable(effect);
  } catch (error) {
    const failure = namedFailure(error);
    if (failure === undefined) throw error;
    throw refusal(failure.name, failure.facts as never);
  }
}
