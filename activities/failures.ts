import { Context } from '@temporalio/activity';
import { ApplicationFailure, TemporalFailure } from '@temporalio/common';
import { Failure, type FailureName, failures } from '../rules/failures.ts';
import { sqlState } from '../prisma/retry.ts';

type Activity = (...args: never[]) => Promise<unknown>;

/**
 * What an error becomes in Temporal's history. A named failure keeps its name as `type` and its facts as the one detail; it is retried only when it can pass
 * by itself. Anything else is `internal` and retried: its text may hold values of rows, so it goes to the worker's log and never into the history.
 */
export function failureForTemporal(error: unknown): Error {
  if (error instanceof TemporalFailure) return error;
  if (error instanceof Failure) {
    const { passes, says } = failures[error.name as FailureName];
    return ApplicationFailure.create({
      type: error.name,
      message: says,
      nonRetryable: !passes,
      details: [{ ...error.facts }],
    });
  }
  const code = sqlState(error);
  const what = error instanceof Error ? error.name : typeof error;
  return ApplicationFailure.create({
    type: 'internal',
    message: code === undefined ? what : `${what}, SQLSTATE ${code}`,
    nonRetryable: false,
    details: [{}],
  });
}

/** Activities whose errors are as above. */
export function withNamedFailures<A extends Record<string, Activity>>(activities: A): A {
  const wrapped = Object.entries(activities).map(([name, activity]) => [
    name,
    async (...args: never[]) => {
      try {
        return await activity(...args);
      } catch (error) {
        if (!(error instanceof TemporalFailure) && !(error instanceof Failure))
          Context.current().log.error('activity failed', { error });
        throw failureForTemporal(error);
      }
    },
  ]);
  return Object.fromEntries(wrapped) as A;
}
