import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createActivities } from '../../activities/registry.ts';
import { requestMassRemoval } from '../../prisma/commands/mass-removals/request.ts';
import { cancelMassRemoval, pauseMassRemoval, resumeMassRemoval } from '../../prisma/commands/mass-removals/steer.ts';
import { writeNote } from '../../prisma/commands/notes/write.ts';
import { allowMoreRemovals } from '../../prisma/commands/removals/breaker.ts';
import { draftRemoval } from '../../prisma/commands/removals/draft.ts';
import { planRemoval } from '../../prisma/commands/removals/plan.ts';
import { findMassRemoval } from '../../prisma/queries/mass-removals/list.ts';
import { draftsIn } from '../../prisma/queries/mass-removals/standings.ts';
import { previewPlan } from '../../prisma/queries/removals/preview.ts';
import { approvalWorkflowId, decide } from '../../workflows/approvals/messages.ts';
import { massRemovalWorkflowId } from '../../workflows/mass-removals/messages.ts';
import { dependencies } from '../removals/leaving.ts';
import { eventually } from '../support/eventually.ts';
import { type TestData, testData, testMember } from '../support/organization.ts';
import { testTemporal, type TestTemporal } from '../support/temporal.ts';
import { beginMassRemoval, type Crowd, crowd, draftedMassRemoval, type MassRun } from './set.ts';

let data: TestData;
let server: TestTemporal;

beforeAll(async () => {
  [data, server] = await Promise.all([testData(), testTemporal()]);
  await server.startWorker(createActivities(await dependencies(data)));
});
afterAll(async () => {
  await server.close();
  await data.close();
});

const statuses = async ({ organization, leavers }: Crowd) => {
  const { rows } = await data.owner.query<{ id: string; status: string }>(
    'SELECT id, status FROM members WHERE organization_id = $1 AND id = ANY($2)',
    [organization.id, leavers.map(({ id }) => id)],
  );
  return new Map(rows.map(({ id, status }) => [id, status]));
};
const owned = async ({ organization, leavers }: Crowd): Promise<number> => {
  const { rows } = await data.owner.query<{ n: number }>(
    'SELECT count(*)::int AS n FROM resources WHERE organization_id = $1 AND (owner_id = ANY($2) OR runs_as_id = ANY($2))',
    [organization.id, leavers.map(({ id }) => id)],
  );
  return rows[0]?.n ?? 0;
};

async function decides(who: Crowd, run: MassRun, decision: 'approve' | 'refuse', by: string): Promise<unknown> {
  const { approvalId } = await run.row();
  const { rows } = await data.owner.query<{ facts_hash: string }>('SELECT facts_hash FROM approvals WHERE id = $1', [
    approvalId,
  ]);
  const noteId = randomUUID();
  const { id } = who.organization;
  await writeNote(data.db, id, { id: noteId, authorId: by, text: 'Agreed with the works council', now: new Date() });
  const handle = server.client.workflow.getHandle(approvalWorkflowId(id, approvalId ?? ''));
  const click = { actorId: by, through: 'session' as const, requestId: randomUUID() };
  return await handle.executeUpdate(decide, {
    updateId: click.requestId,
    args: [{ ...click, decision, factsHash: rows[0]?.facts_hash ?? '', noteId }],
  });
}

test('sees everyone out, with a certificate each, and gives nothing of one who leaves to another', async () => {
  const who = await crowd(data, { people: 4, policy: { removals: { atOnce: 2 } } });
  const run = await beginMassRemoval(data, server, who);
  expect(await run.result()).toBe('done');
  await run.until(({ counts }) => counts.completed === 4);
  expect(new Set((await statuses(who)).values())).toEqual(new Set(['deactivated']));
  expect(await owned(who)).toBe(0);
  for (const person of await run.people()) {
    expect(person).toMatchObject({ status: 'completed', standing: 'over', refusal: null });
    expect(person.certificate).not.toBeNull();
  }
});

test('beyond the breaker’s limit it waits for a second admin; the requester can’t decide, and a refusal leaves everyone as they were', async () => {
  const who = await crowd(data, { people: 3, policy: { removals: { breaker: { count: 2 } } } });
  const run = await beginMassRemoval(data, server, who);
  expect(await run.row()).toMatchObject({ status: 'awaiting_approval', counts: { drafted: 3, refused: 0 } });
  await expect(decides(who, run, 'approve', who.organization.admin)).rejects.toThrow();
  await decides(who, run, 'refuse', who.otherAdmin.id);
  expect(await run.result()).toBe('refused');
  expect(await run.row()).toMatchObject({ status: 'refused' });
  expect(new Set((await statuses(who)).values())).toEqual(new Set(['active']));
});

test('an approved one goes on, and uses up nothing of what single removals may', async () => {
  const who = await crowd(data, { people: 3, each: 0, policy: { removals: { breaker: { count: 2 } } } });
  const run = await beginMassRemoval(data, server, who);
  await decides(who, run, 'approve', who.otherAdmin.id);
  await run.until(({ counts }) => counts.completed === 3);
  const single = await testMember(data, who.organization.id);
  await expect(planned(who, single.id)).resolves.toBeDefined();
});

test('one whose plan has changed since the preview is left out, by name, and the others go', async () => {
  const who = await crowd(data, { people: 3, policy: { removals: { breaker: { count: 2 } } } });
  const run = await beginMassRemoval(data, server, who);
  const [changed] = who.leavers;
  if (changed === undefined) throw new Error('nobody leaves');
  await data.owner.query('UPDATE resources SET owner_id = $2 WHERE organization_id = $1 AND owner_id = $3', [
    who.organization.id,
    who.otherAdmin.id,
    changed.id,
  ]);
  await decides(who, run, 'approve', who.otherAdmin.id);
  await run.until(({ counts }) => counts.completed === 2);
  expect(await run.result()).toBe('done');
  const [first] = await run.people();
  expect(first).toMatchObject({ standing: 'refused', refusal: { name: 'plan-changed' } });
  expect((await statuses(who)).get(changed.id)).toBe('active');
});

test('paused, nobody new is handed over, though all are shut; resumed, it goes on to the end', async () => {
  const who = await crowd(data, { people: 4, policy: { removals: { atOnce: 1 } } });
  const { id, as } = who.organization;
  const inAnHour = new Date(Date.now() + 3_600_000);
  const run = await beginMassRemoval(data, server, who, { effectiveAt: inAnHour });
  await run.until(({ counts }) => counts.early === 4);
  await pauseMassRemoval(data.db, id, as, { massRemovalId: run.id, now: new Date() });
  await everyDateIsNow(who);
  await run.moved();
  await run.until(({ counts }) => counts.ready === 4);
  expect(new Set((await statuses(who)).values())).toEqual(new Set(['suspended']));
  expect(await owned(who)).toBe(8);
  await resumeMassRemoval(data.db, id, as, { massRemovalId: run.id, now: new Date() });
  await run.moved();
  expect(await run.result()).toBe('done');
  await run.until(({ counts }) => counts.completed === 4);
});

test('cancelled before anyone was handed over, everyone is as they were', async () => {
  const who = await crowd(data, { people: 3 });
  const { id, as } = who.organization;
  const run = await beginMassRemoval(data, server, who, { effectiveAt: new Date(Date.now() + 86_400_000) });
  await run.until(({ counts }) => counts.early === 3);
  await cancelMassRemoval(data.db, id, as, { massRemovalId: run.id, click: clickBy(as), now: new Date() });
  await run.moved();
  expect(await run.result()).toBe('cancelled');
  expect(await run.row()).toMatchObject({ status: 'cancelled', counts: { cancelled: 3 } });
  expect(new Set((await statuses(who)).values())).toEqual(new Set(['active']));
  expect(await owned(who)).toBe(6);
});

test('cancelled while it waits for its approval, it ends with the approval withdrawn', async () => {
  const who = await crowd(data, { people: 3, each: 0, policy: { removals: { breaker: { count: 1 } } } });
  const { id, as } = who.organization;
  const run = await beginMassRemoval(data, server, who);
  await cancelMassRemoval(data.db, id, as, { massRemovalId: run.id, click: clickBy(as), now: new Date() });
  await run.moved();
  expect(await run.result()).toBe('cancelled');
  const { rows } = await data.owner.query('SELECT status FROM approvals WHERE subject_id = $1', [run.id]);
  expect(rows).toEqual([{ status: 'withdrawn' }]);
});

test('cancelled while everyone is planned, nobody is shut out, not for a moment', async () => {
  const who = await crowd(data, { people: 3 });
  const { organization, leavers } = who;
  const { id, as } = organization;
  const massRemovalId = await draftedMassRemoval(data, who);
  const effect = { massRemovalId, receipt: `mass-removal/${massRemovalId}/request`, now: new Date() };
  await requestMassRemoval(data.db, id, as, effect);
  const [first] = await draftsIn(data.db, id, massRemovalId);
  const removalId = first?.removalId ?? '';
  await planRemoval(data.db, id, as, { removalId, receipt: `removal/${removalId}/plan`, now: new Date() });
  await cancelMassRemoval(data.db, id, as, { massRemovalId, click: clickBy(as), now: new Date() });
  const workflowId = massRemovalWorkflowId(id, massRemovalId);
  const args = [{ organization: id, massRemovalId, goesOn: true }];
  const run = await server.client.workflow.start('massRemoval', { taskQueue: server.taskQueue, workflowId, args });
  expect(await run.result()).toBe('cancelled');
  expect(await findMassRemoval(data.db, id, massRemovalId)).toMatchObject({
    status: 'cancelled',
    counts: { cancelled: 1, drafted: 2, refused: 0 },
  });
  const { rows } = await data.owner.query<{ action: string }>(
    'SELECT action FROM audit_entries WHERE organization_id = $1 AND object_id = ANY($2)',
    [id, leavers.map((leaver) => leaver.id)],
  );
  expect(rows.map(({ action }) => action)).not.toContain('member.suspended');
});

test('the run may end and begin anew at any time: killed half-way by ops, a new one with the same ID finishes', async () => {
  const who = await crowd(data, { people: 3 });
  const run = await beginMassRemoval(data, server, who, { effectiveAt: new Date(Date.now() + 3_600_000) });
  await run.until(({ counts }) => counts.early === 3);
  const workflowId = massRemovalWorkflowId(who.organization.id, run.id);
  await server.client.workflow.getHandle(workflowId).terminate('by ops');
  await everyDateIsNow(who);
  await server.client.workflow.start('massRemoval', {
    taskQueue: server.taskQueue,
    workflowId,
    args: [{ organization: who.organization.id, massRemovalId: run.id, goesOn: true }],
  });
  await run.until(({ status, counts }) => status === 'done' && counts.completed === 3);
});

const clickBy = ({ memberId: actorId }: { memberId: string }) => ({
  actorId,
  through: 'session' as const,
  requestId: randomUUID(),
});

/** Moves the date of each removal of a set to now, as an admin does for one. */
async function everyDateIsNow({ organization, leavers }: Crowd): Promise<void> {
  for (const { id } of leavers) {
    const handle = server.client.workflow.getHandle(`removal/${organization.id}/${id}`);
    const requestId = randomUUID();
    const click = { actorId: organization.admin, through: 'session', requestId };
    await eventually(() =>
      handle.executeUpdate('moveDate', {
        updateId: requestId,
        args: [{ ...click, effectiveAt: new Date().toISOString(), timeZone: 'UTC' }],
      }),
    );
  }
}

async function planned({ organization }: Crowd, memberId: string, removalId: string = randomUUID()): Promise<unknown> {
  const now = new Date();
  const { id, as } = organization;
  const [plan] = (await previewPlan(data.db, id, { memberIds: [memberId], successors: [], now })).plans;
  const terms = { reason: 'leaves', forCause: false, effectiveAt: now, timeZone: 'UTC', successors: [], now };
  await draftRemoval(data.db, id, as, { ...terms, removalId, memberId, planHash: plan?.hash ?? '' });
  return await planRemoval(data.db, id, as, { removalId, receipt: `removal/${removalId}/plan`, now });
}

test('the breaker stops single removals too, two at once don’t both take the last place, and only another admin’s allowance lets more through', async () => {
  const who = await crowd(data, { people: 0, policy: { removals: { breaker: { count: 2 } } } });
  const { id, as } = who.organization;
  const people = [];
  for (let nth = 0; nth < 4; nth += 1) people.push(await testMember(data, id));
  const [a, b, c, d] = people.map((person) => person.id);
  const outcomes = await Promise.allSettled([a, b, c].map((member) => planned(who, member ?? '')));
  const refused = outcomes.filter(({ status }) => status === 'rejected');
  expect(refused).toEqual([
    { status: 'rejected', reason: expect.objectContaining({ name: 'breaker-tripped', facts: expect.anything() }) },
  ]);
  const allow = { more: 1, reason: 'The site closes', now: new Date() };
  await allowMoreRemovals(data.db, id, as, allow); // the requester’s own: worth nothing to them
  await expect(planned(who, d ?? '')).rejects.toMatchObject({ name: 'breaker-tripped' });
  await allowMoreRemovals(data.db, id, who.otherAdmin.as, allow);
  await expect(planned(who, d ?? '')).resolves.toBeDefined();
});
