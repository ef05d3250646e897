import {
  type Client,
  ServiceError,
  WithStartWorkflowOperation,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ApplicationFailure, type SignalDefinition, type UpdateDefinition } from '@temporalio/common';
import { Failure, isFailureName } from '../rules/failures.ts';
import { type RunDescription, startOptions } from '../temporal/start-options.ts';

/** What Temporal said to a click. `known: false`: it didn't say; the caller reads PostgreSQL before answering (design, Workflows). */
export type Answer<T> = { known: true; value: T } | { known: false };

export interface Click<A> {
  /** the same id again has the same answer, and is done once */
  updateId: string;
  args: [A];
}
export interface Run extends RunDescription {
  workflow: string;
  workflowId: string;
  input: unknown;
}

/** Processes, as the API starts and steers them. Refusals come as Failure. */
export interface Engine {
  /** Update-with-Start: the run is started, or found, and answers the click. */
  begin<T, A>(run: Run, update: UpdateDefinition<T, [A]>, click: Click<A>): Promise<Answer<T>>;
  update<T, A>(workflowId: string, update: UpdateDefinition<T, [A]>, click: Click<A>): Promise<Answer<T>>;
  /** Tells a run something that it would find out by itself later: an engine that is down, or a run that has ended, is no failure. */
  tell(workflowId: string, signal: SignalDefinition): Promise<void>;
  /** Starts a run that nobody waits for. @returns whether it is known to be started */
  start(run: Run): Promise<boolean>;
  reachable(): Promise<boolean>;
}

const BEGIN_WITHIN_MS = 25_000; // a plan of a hundred thousand items
const UPDATE_WITHIN_MS = 10_000;
const TELL_WITHIN_MS = 2_000;
const REACH_WITHIN_MS = 1_000;

/** @param queue the task queue, where it is not the one of the installation */
export function engineOf(client: Client, queue?: string): Engine {
  const optionsOf = (description: RunDescription) =>
    startOptions({ ...description, ...(queue === undefined ? {} : { queue }) });
  return {
    begin: ({ workflow, workflowId, input, ...description }, update, click) =>
      answered(client, BEGIN_WITHIN_MS, () =>
        client.workflow.executeUpdateWithStart(update, {
          ...click,
          startWorkflowOperation: new WithStartWorkflowOperation(workflow, {
            ...optionsOf(description),
            workflowId,
            args: [input],
          }),
        }),
      ),
    update: (workflowId, update, click) =>
      answered(client, UPDATE_WITHIN_MS, () => client.workflow.getHandle(workflowId).executeUpdate(update, click)),
    start: async ({ workflow, workflowId, input, ...description }) => {
      const start = () => client.workflow.start(workflow, { ...optionsOf(description), workflowId, args: [input] });
      return (await answered(client, UPDATE_WITHIN_MS, start)).known;
    },
    tell: async (workflowId, signal) => {
      await answered(client, TELL_WITHIN_MS, () => client.workflow.getHandle(workflowId).signal(signal));
    },
    reachable: () => isReachable(client),
  };
}

async function isReachable(client: Client): Promise<boolean> {
  try {
    await client.withDeadline(Date.now() + REACH_WITHIN_MS, () => client.workflowService.getSystemInfo({}));
    return true;
  } catch {
    return false;
  }
}

async function answered<T>(client: Client, withinMs: number, ask: () => Promise<T>): Promise<Answer<T>> {
  if (!(await isReachable(client))) return { known: false }; // soon known, instead of after the whole time
  try {
    return { known: true, value: await client.withDeadline(Date.now() + withinMs, ask) };
  } catch (error) {
    if (error instanceof WorkflowUpdateFailedError) throw failureOfUpdate(error);
    if (
      error instanceof WorkflowNotFoundError ||
      error instanceof WorkflowUpdateRPCTimeoutOrCancelledError ||
      error instanceof ServiceError
    )
      return { known: false };
    throw error;
  }
}

function failureOfUpdate(error: WorkflowUpdateFailedError): Error {
  const { cause } = error;
  if (!(cause instanceof ApplicationFailure) || typeof cause.type !== 'string' || !isFailureName(cause.type))
    return error;
  return new Failure(cause.type, (cause.details?.[0] ?? {}) as never); // facts were written by a Failure of that name
}
