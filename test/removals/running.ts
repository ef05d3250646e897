// A removal's run, as the API drives it.
import { randomUUID } from 'node:crypto';
import { WithStartWorkflowOperation, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { UpdateDefinition } from '@temporalio/common';
import { startOptions } from '../../temporal/start-options.ts';
import {
  begin,
  type RemovalInput,
  type RemovalState,
  removalWorkflow,
  removalWorkflowId,
  state,
  type Steering,
} from '../../workflows/removals/messages.ts';
import { eventually } from '../support/eventually.ts';
import type { TestTemporal } from '../support/temporal.ts';
import type { Leaving } from './leaving.ts';

type Server = Pick<TestTemporal, 'client' | 'taskQueue'>;
type OfWhom = Pick<Leaving, 'organization' | 'leaver'>;

export interface RemovalRun {
  workflowId: string;
  /** sends an Update as the first admin does */
  steer<Result, Input extends Steering>(
    update: UpdateDefinition<Result, [Input]>,
    input: Omit<Input, keyof Steering> & { by?: string; requestId?: string },
  ): Promise<Result>;
  state(): Promise<RemovalState>;
  /** asks until the state is as it should be */
  until(like: (state: RemovalState) => boolean, withinMs?: number): Promise<RemovalState>;
  result(): Promise<string>;
  /** events of its history so far, without those of tasks that a slow worker did not answer in time and that the server gave out again */
  events(): Promise<number>;
}

/** scheduled, started, timed out */
const EVENTS_OF_A_LOST_TASK = 3;

/** Update-with-Start, as the API does it. */
export async function beginRemoval(
  server: Server,
  leaving: OfWhom,
  removalId: string,
  requestId: string = randomUUID(),
): Promise<RemovalRun> {
  const run = removalRun(server, leaving);
  const { organization, leaver } = leaving;
  const input: RemovalInput = {
    organization: organization.id,
    removalId,
    memberId: leaver.id,
    effectiveAt: new Date().toISOString(),
  };
  const summary = `removal of ${leaver.id}`;
  const start = new WithStartWorkflowOperation(removalWorkflow, {
    ...startOptions({ process: 'removal', organization: organization.id, summary, queue: server.taskQueue }),
    workflowId: run.workflowId,
    args: [input],
  });
  const click = { actorId: organization.admin, through: 'session', requestId } as const;
  await server.client.workflow.executeUpdateWithStart(begin, {
    startWorkflowOperation: start,
    args: [{ ...click, removalId }],
    updateId: click.requestId,
  });
  return run;
}

export function removalRun({ client }: Server, { organization, leaver }: OfWhom): RemovalRun {
  const workflowId = removalWorkflowId(organization.id, leaver.id);
  const handle = client.workflow.getHandle(workflowId);
  const read = () => handle.query(state);
  return {
    workflowId,
    steer: async (update, { by = organization.admin, requestId = randomUUID(), ...input }) => {
      const args = [{ actorId: by, through: 'session', requestId, ...input }] as unknown as [never];
      return await handle.executeUpdate(update, { args, updateId: requestId });
    },
    state: read,
    until: (like, withinMs) =>
      eventually(async () => {
        const found = await read();
        if (!like(found)) throw new Error(`the run is at ${JSON.stringify(found)}`);
        return found;
      }, withinMs),
    result: () => handle.result() as Promise<string>,
    events: async () => {
      const { events } = await handle.fetchHistory();
      const lost = (events ?? []).filter(({ workflowTaskTimedOutEventAttributes: late }) => late).length;
      return (events?.length ?? 0) - EVENTS_OF_A_LOST_TASK * lost;
    },
  };
}

/** The name of a refused Update's failure, with its facts. */
export async function refusalOf(update: Promise<unknown>): Promise<{ name: string; facts: unknown }> {
  try {
    await update;
  } catch (error) {
    if (error instanceof WorkflowUpdateFailedError && error.cause instanceof ApplicationFailure)
      return { name: error.cause.type ?? '', facts: error.cause.details?.[0] };
    throw error;
  }
  return { name: 'it was not refused', facts: undefined };
}
