// A reinstatement's run, as the API drives it, of someone whom the commands of a removal have removed.
import { randomUUID } from 'node:crypto';
import { WithStartWorkflowOperation } from '@temporalio/client';
import type { UpdateDefinition } from '@temporalio/common';
import { completeRemoval } from '../../prisma/commands/removals/complete.ts';
import type { Click } from '../../rules/audit/click.ts';
import { startOptions } from '../../temporal/start-options.ts';
import {
  begin,
  type ReinstatementInput,
  type ReinstatementState,
  reinstatementWorkflow,
  reinstatementWorkflowId,
  state,
} from '../../workflows/reinstatements/messages.ts';
import type { Leaving } from '../removals/leaving.ts';
import { effect, rotated, workflow } from '../removals/steps.ts';
import type { Fixture } from '../support/fixture.ts';
import { eventually } from '../support/eventually.ts';
import type { TestData } from '../support/organization.ts';
import type { TestTemporal } from '../support/temporal.ts';
import { drafted } from './steps.ts';

type Server = Pick<TestTemporal, 'client' | 'taskQueue'>;

/** Everyone and everything of a removal but its run: it is completed. */
export async function gone(data: TestData, who: Leaving): Promise<string> {
  const fixture = { organization: who.organization, leo: who.leaver } as unknown as Fixture;
  const going = await rotated(data, fixture, { successors: [{ successorId: who.successor.id }] });
  await completeRemoval(data.db, who.organization.id, workflow, { ...effect(going), certificate: 'a.b.c' });
  return going.removalId;
}

export interface ReinstatementRun {
  reinstatementId: string;
  workflowId: string;
  steer<Result, Input extends Click>(
    update: UpdateDefinition<Result, [Input]>,
    input: Omit<Input, keyof Click>,
  ): Promise<Result>;
  until(like: (state: ReinstatementState) => boolean): Promise<ReinstatementState>;
  result(): Promise<string>;
}

/** Draft, then Update-with-Start, as the API does it. */
export async function beginReinstatement(
  data: TestData,
  server: Server,
  who: Leaving,
  removalId: string,
  planHash?: string,
): Promise<ReinstatementRun> {
  const { organization, leaver } = who;
  const { reinstatementId } = await drafted(data, organization, removalId, planHash);
  const input: ReinstatementInput = { organization: organization.id, reinstatementId, memberId: leaver.id };
  const workflowId = reinstatementWorkflowId(organization.id, leaver.id);
  const summary = `reinstatement of ${leaver.id}`;
  const start = new WithStartWorkflowOperation(reinstatementWorkflow, {
    ...startOptions({ process: 'reinstatement', organization: organization.id, summary, queue: server.taskQueue }),
    workflowId,
    args: [input],
  });
  const clicked = (): Click => ({ actorId: organization.admin, through: 'session', requestId: randomUUID() });
  const click = clicked();
  await server.client.workflow.executeUpdateWithStart(begin, {
    startWorkflowOperation: start,
    args: [{ ...click, reinstatementId }],
    updateId: click.requestId,
  });
  const handle = server.client.workflow.getHandle(workflowId);
  return {
    reinstatementId,
    workflowId,
    steer: async (update, given) => {
      const click = clicked();
      const args = [{ ...click, ...given }] as unknown as [never];
      return await handle.executeUpdate(update, { args, updateId: click.requestId });
    },
    until: (like) =>
      eventually(async () => {
        const found = await handle.query(state);
        if (!like(found)) throw new Error(`the run is at ${JSON.stringify(found)}`);
        return found;
      }),
    result: () => handle.result() as Promise<string>,
  };
}
