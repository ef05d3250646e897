// An erasure's run, as the API drives it.
import { randomUUID } from 'node:crypto';
import { WithStartWorkflowOperation } from '@temporalio/client';
import { draftErasure } from '../../prisma/commands/erasures/request.ts';
import { writeNote } from '../../prisma/commands/notes/write.ts';
import { type ErasureDetail, findErasure } from '../../prisma/queries/erasures/read.ts';
import { startOptions } from '../../temporal/start-options.ts';
import { approvalWorkflowId, decide } from '../../workflows/approvals/messages.ts';
import { begin, cancel, erasureWorkflow, erasureWorkflowId, lookAgain } from '../../workflows/erasures/messages.ts';
import { eventually } from '../support/eventually.ts';
import { type TestData, testMember, type TestOrganization } from '../support/organization.ts';
import type { TestTemporal } from '../support/temporal.ts';

type Server = Pick<TestTemporal, 'client' | 'taskQueue'>;

/** Someone who was deactivated just now. */
export async function deactivated(data: TestData, organization: string) {
  const person = await testMember(data, organization, { name: 'Lea Winter' });
  await data.owner.query(
    `UPDATE members SET status = 'deactivated', suspended_at = now(), deactivated_at = now() WHERE id = $1`,
    [person.id],
  );
  return person;
}

export interface ErasureRun {
  id: string;
  row(): Promise<ErasureDetail>;
  until(status: ErasureDetail['status']): Promise<ErasureDetail>;
  result(): Promise<string>;
  lookAgain(): Promise<void>;
  cancel(): Promise<void>;
}

/** Drafts and begins, as the API does. */
export async function beginErasure(
  data: TestData,
  server: Server,
  organization: TestOrganization,
  memberId: string,
): Promise<ErasureRun> {
  const { id, as, admin } = organization;
  const erasureId = randomUUID();
  await draftErasure(data.db, id, as, { erasureId, memberId, reason: 'She asked for it', now: new Date() });
  const click = { actorId: admin, through: 'session', requestId: erasureId } as const;
  await server.client.workflow.executeUpdateWithStart(begin, {
    updateId: click.requestId,
    args: [click],
    startWorkflowOperation: new WithStartWorkflowOperation(erasureWorkflow, {
      ...startOptions({ process: 'erasure', organization: id, summary: 'erasure', queue: server.taskQueue }),
      workflowId: erasureWorkflowId(id, erasureId),
      args: [{ organization: id, erasureId }],
    }),
  });
  return erasureRun(data, server, organization, erasureId);
}

export function erasureRun(
  data: TestData,
  server: Server,
  { id, admin }: TestOrganization,
  erasureId: string,
): ErasureRun {
  const handle = server.client.workflow.getHandle(erasureWorkflowId(id, erasureId));
  const row = async () => {
    const found = await findErasure(data.db, id, erasureId);
    if (found === null) throw new Error('there is no erasure');
    return found;
  };
  return {
    id: erasureId,
    row,
    until: (status) =>
      eventually(async () => {
        const found = await row();
        if (found.status !== status) throw new Error(`it is ${found.status}`);
        return found;
      }),
    result: () => handle.result() as Promise<string>,
    lookAgain: () => handle.signal(lookAgain),
    cancel: async () => {
      const click = { actorId: admin, through: 'session', requestId: randomUUID() } as const;
      await handle.executeUpdate(cancel, { updateId: click.requestId, args: [click] });
    },
  };
}

/** Another member decides on what waits for its approval. */
export async function decides(
  data: TestData,
  server: Server,
  organization: string,
  { approvalId, by, decision }: { approvalId: string | null; by: string; decision: 'approve' | 'refuse' },
): Promise<void> {
  const { rows } = await data.owner.query<{ facts_hash: string }>('SELECT facts_hash FROM approvals WHERE id = $1', [
    approvalId,
  ]);
  const click = { actorId: by, through: 'session' as const, requestId: randomUUID() };
  await writeNote(data.db, organization, { id: click.requestId, authorId: by, text: 'Agreed', now: new Date() });
  const facts = { decision, factsHash: rows[0]?.facts_hash ?? '', noteId: click.requestId };
  await server.client.workflow
    .getHandle(approvalWorkflowId(organization, approvalId ?? ''))
    .executeUpdate(decide, { updateId: click.requestId, args: [{ ...click, ...facts }] });
}
