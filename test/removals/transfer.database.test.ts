import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { inOrganization } from '../../prisma/client.ts';
import { suspendMember } from '../../prisma/commands/members/suspend.ts';
import { acknowledgeHandover } from '../../prisma/commands/removals/handover.ts';
import { transferBatch } from '../../prisma/commands/removals/transfer.ts';
import { accessFacts } from '../../prisma/queries/access/facts.ts';
import { findRemoval } from '../../prisma/queries/removals/detail.ts';
import { handoverBatch } from '../../prisma/queries/removals/handover.ts';
import { listRemovalItems } from '../../prisma/queries/removals/items.ts';
import { decide } from '../../rules/access/decide.ts';
import { type Fixture, furnished } from '../support/fixture.ts';
import { type TestData, testData } from '../support/organization.ts';
import { effect, type Going, inBatches, suspended, transferred, workflow } from './steps.ts';

let data: TestData;
let fixture: Fixture;
beforeAll(async () => {
  data = await testData();
});
beforeEach(async () => {
  fixture = await furnished(data);
});
afterAll(() => data.close());

const rows = async <R extends object>(sql: string, ...values: unknown[]) =>
  (await data.owner.query<R>(sql, values)).rows;
const batch = (going: Going, limit = 1000) =>
  transferBatch(data.db, fixture.organization.id, workflow, { ...effect(going), limit });
const itemsOf = ({ removalId }: Going) =>
  listRemovalItems(data.db, fixture.organization.id, { removalId, limit: 1000 });

/** What every schedule’s run asks for, and whose authority answers. */
async function runsOfAll(): Promise<{ allowed: boolean; as: string | null; caretaker: boolean }[]> {
  const { organization, schedules, pipelines, connections } = fixture;
  const questions = schedules.flatMap((runsAsOf, index) => [
    { resource: pipelines[index] ?? '', action: 'run' as const, as: { runsAsOf } },
    { resource: connections[index % 8] ?? '', action: 'use' as const, as: { runsAsOf } },
  ]);
  const { answers } = await accessFacts(data.db, organization.id, null, { questions });
  return answers.map((facts, index) => {
    const { allowed, as, caretaker } = decide(facts, questions[index]?.action ?? 'view', Date.now());
    return { allowed, as, caretaker };
  });
}

test('every schedule may run all the time: as Leo, as the caretaker, as the successor', async () => {
  expect(new Set((await runsOfAll()).map(({ allowed, as }) => `${allowed} ${as}`))).toEqual(
    new Set([`true ${fixture.leo.id}`]),
  );
  const going = await suspended(data, fixture);
  expect(new Set((await runsOfAll()).map(({ allowed, as }) => `${allowed} ${as}`))).toEqual(
    new Set([`true ${fixture.organization.caretaker}`]),
  );
  await inBatches(async () => {
    const result = await batch(going, 5);
    expect((await runsOfAll()).filter(({ allowed }) => !allowed)).toEqual([]); // in the middle of it too
    return result;
  });
  const answers = await runsOfAll();
  expect(answers.every(({ allowed, caretaker }) => allowed && !caretaker)).toBe(true);
  expect(new Set(answers.map(({ as }) => as))).toEqual(new Set([fixture.dora.id, fixture.otto.id, fixture.mia.id]));
});

test('everything goes to the successor that the plan named, and schedules keep their next run', async () => {
  const next = 'SELECT id, next_run_at, every_seconds FROM resources WHERE organization_id = $1 ORDER BY id';
  const before = await rows(next, fixture.organization.id);
  const going = await transferred(data, fixture);
  expect(await rows(next, fixture.organization.id)).toEqual(before);
  const holders = new Map(
    (
      await rows<{ id: string; owner_id: string; runs_as_id: string }>('SELECT id, owner_id, runs_as_id FROM resources')
    ).map((row) => [row.id, row]),
  );
  for (const { kind, objectId, successorId, status } of await itemsOf(going)) {
    if (kind === 'resource-owner') expect(holders.get(objectId)?.owner_id).toBe(successorId);
    if (kind === 'resource-runs-as') expect(holders.get(objectId)?.runs_as_id).toBe(successorId);
    if (kind.startsWith('resource-')) expect(status).toBe('done');
  }
  expect((await findRemoval(data.db, fixture.organization.id, going.removalId))?.steps).toContainEqual(
    expect.objectContaining({ step: 'transfer', done: 76, total: 76 }),
  );
});

test('duties pass on: guests, reports, the billing contact', async () => {
  await transferred(data, fixture);
  const { guest, mia, organization } = fixture;
  expect(await rows('SELECT sponsor_id, manager_id FROM members WHERE id = $1', guest.id)).toEqual([
    { sponsor_id: mia.id, manager_id: mia.id },
  ]);
  expect(await rows('SELECT billing_contact_id FROM organizations WHERE id = $1', organization.id)).toEqual([
    { billing_contact_id: mia.id },
  ]);
});

test('an approval that waits for the leaver waits for the successor, unless that is who asked; an invitation has a new sender', async () => {
  const { organization, leo, mia, others } = fixture;
  const { id } = organization;
  const invitationId = '11111111-1111-4111-8111-111111111112';
  const approval = (approvalId: string, requestedById: string) => ({
    organizationId: id,
    id: approvalId,
    subject: 'invitation',
    subjectId: invitationId,
    requestedById,
    stages: [],
    factsHash: 'h',
    deadline: new Date(Date.now() + 1e9),
  });
  const [plain, own] = ['22222222-2222-4222-8222-222222222221', '22222222-2222-4222-8222-222222222222'];
  await inOrganization(data.db, id, async (tx) => {
    await tx.invitation.create({
      data: { organizationId: id, id: invitationId, status: 'sent', email: 'new@example.org', inviterId: leo.id },
    });
    await tx.approval.createMany({ data: [approval(plain, others[0]?.id ?? ''), approval(own, mia.id)] });
    await tx.approvalApprover.createMany({
      data: [plain, own].map((approvalId) => ({ organizationId: id, approvalId, stage: 0, memberId: leo.id })),
    });
  });
  await transferred(data, fixture);
  expect(
    await rows(
      'SELECT approval_id, member_id FROM approval_approvers WHERE organization_id = $1 ORDER BY approval_id',
      id,
    ),
  ).toEqual([
    { approval_id: plain, member_id: mia.id },
    { approval_id: own, member_id: organization.admin },
  ]);
  expect(await rows('SELECT inviter_id FROM invitations WHERE id = $1', invitationId)).toEqual([
    { inviter_id: mia.id },
  ]);
});

test('use of the connections comes along where it is missing, is recorded, and reveals nothing', async () => {
  const [una] = fixture.others;
  const successors = [{ kind: 'resource-runs-as', successorId: una?.id ?? '' }];
  const going = await transferred(data, fixture, { successors });
  const shares = await rows<{ level: string; kind: string }>(
    'SELECT s.level, r.kind FROM shares s JOIN resources r ON r.id = s.resource_id WHERE s.member_id = $1 ORDER BY 2, 1',
    una?.id,
  );
  expect(shares.map(({ kind, level }) => `${kind} ${level}`)).toEqual([
    ...Array(8).fill('connection use'),
    ...Array(16).fill('pipeline use'),
  ]);
  expect((await runsOfAll()).every(({ allowed, as }) => allowed && as === una?.id)).toBe(true);
  const kept = (
    await rows<{ before: { shares?: object[] } }>(
      'SELECT before FROM plan_items WHERE removal_id = $1',
      going.removalId,
    )
  ).flatMap(({ before }) => before?.shares ?? []);
  expect(kept).toHaveLength(24);
  expect(await rows(`SELECT FROM exposures WHERE member_id = $1 AND how = 'could_reveal'`, una?.id)).toEqual([]);
  const [audit] = await rows<{ body: string }>(
    `SELECT body FROM audit_entries WHERE organization_id = $1 AND body LIKE '%comes-along%'`,
    fixture.organization.id,
  );
  expect(JSON.parse(audit?.body ?? '{}')).toMatchObject({ action: 'share.added', reason: 'comes-along' });
});

test('in batches of any size each item is transferred once', async () => {
  const going = await suspended(data, fixture);
  expect(await inBatches(() => batch(going, 7))).toBe(76);
  const passed = await rows<{ body: string }>(
    `SELECT body FROM audit_entries WHERE organization_id = $1 AND body::jsonb ->> 'action' = 'resource.transferred'`,
    fixture.organization.id,
  );
  const moved = passed.flatMap(({ body }) =>
    Object.values(
      (JSON.parse(body) as { after: { to: { [id: string]: { owns: string[]; runs: string[] } } } }).after.to,
    ),
  );
  expect(moved.flatMap(({ owns }) => owns)).toHaveLength(40);
  expect(new Set(moved.flatMap(({ owns }) => owns)).size).toBe(40);
  expect(new Set(moved.flatMap(({ runs }) => runs)).size).toBe(32);
});

test('a schedule takes what it runs along whole, so no pipeline is written twice', async () => {
  const going = await suspended(data, fixture);
  await inBatches(() => batch(going, 7));
  const passed = await rows<{ owns: string[]; runs: string[] }>(
    `SELECT array_agg(id) FILTER (WHERE how = 'owns') AS owns, array_agg(id) FILTER (WHERE how = 'runs') AS runs
     FROM audit_entries e, jsonb_each(e.body::jsonb -> 'after' -> 'to') AS t(member, lists), jsonb_each(lists) AS l(how, ids), jsonb_array_elements_text(ids) AS id
     WHERE e.organization_id = $1 AND e.action = 'resource.transferred' GROUP BY e.sequence`,
    fixture.organization.id,
  );
  const together = fixture.pipelines.filter((pipeline) =>
    passed.some(({ owns, runs }) => owns?.includes(pipeline) && runs?.includes(pipeline)),
  );
  expect(together).toEqual(fixture.pipelines);
});

test('several executors at once transfer each item once', async () => {
  const going = await suspended(data, fixture);
  const done = await Promise.all([1, 2, 3].map(() => inBatches(() => batch(going, 10))));
  expect(done.reduce((sum, some) => sum + some, 0)).toBe(76);
});

test('what someone else was given meanwhile stays theirs, and its item says so', async () => {
  const going = await suspended(data, fixture);
  const [first = '', second = ''] = fixture.pipelines;
  const [una] = fixture.others;
  await data.owner.query('UPDATE resources SET owner_id = $1 WHERE id = $2', [una?.id, first]);
  await data.owner.query('UPDATE resources SET runs_as_id = $1 WHERE id = $2', [una?.id, second]);
  await inBatches(() => batch(going));
  const holders = await rows(
    'SELECT id, owner_id, runs_as_id FROM resources WHERE id = ANY($1) ORDER BY array_position($1, id)',
    [first, second],
  );
  expect(holders).toEqual([
    { id: first, owner_id: una?.id, runs_as_id: fixture.dora.id },
    { id: second, owner_id: fixture.dora.id, runs_as_id: una?.id },
  ]);
  const gone = (await itemsOf(going)).filter(({ reason }) => reason !== null);
  expect(gone.map(({ key, status, reason }) => `${key} ${status}: ${reason}`).sort()).toEqual([
    `resource-owner:${first} done: no longer theirs`,
    `resource-runs-as:${second} done: no longer theirs`,
  ]);
});

test('a successor who was suspended after the plan gets nothing, and the batch says who', async () => {
  const going = await suspended(data, fixture);
  const { organization, dora } = fixture;
  await suspendMember(data.db, organization.id, organization.as, {
    memberId: dora.id,
    now: new Date(),
    reason: 'emergency',
  });
  await expect(batch(going)).rejects.toMatchObject({ name: 'successor-not-eligible', facts: { memberId: dora.id } });
  expect(await rows('SELECT FROM resources WHERE owner_id = $1', dora.id)).toEqual([]);
});

describe('where a host keeps the object', () => {
  const acknowledge = (going: Going, answers: { resourceId: string; ok: boolean; reason?: string }[]) =>
    acknowledgeHandover(data.db, fixture.organization.id, workflow, { ...effect(going), answers });

  test('its items wait for the host’s acknowledgement, item by item', async () => {
    const { id } = fixture.organization;
    await data.owner.query(
      `UPDATE resource_kinds SET handover_url = 'https://host.example/hand-over' WHERE organization_id = $1 AND name = 'pipeline'`,
      [id],
    );
    const going = await transferred(data, fixture);
    const [handover, ...more] = await handoverBatch(data.db, id, { removalId: going.removalId, limit: 100 });
    expect(more).toEqual([]);
    expect(handover).toMatchObject({ kind: 'pipeline', url: 'https://host.example/hand-over' });
    const [first = '', second = '', ...rest] = (handover?.items ?? []).map(({ resourceId }) => resourceId);
    expect(rest).toHaveLength(14);
    expect(handover?.items[0]).toMatchObject({ hostId: first, ownerTeamId: null });
    const answers = [
      { resourceId: first, ok: true },
      { resourceId: second, ok: false, reason: 'is locked' },
    ];
    expect(await acknowledge(going, answers)).toEqual({ acknowledged: 2, refused: 2, left: 30 });
    expect(await acknowledge(going, answers)).toEqual({ acknowledged: 0, refused: 2, left: 30 });
    const next = await handoverBatch(data.db, id, { removalId: going.removalId, after: second, limit: 3 });
    expect(next[0]?.items.map(({ resourceId }) => resourceId)).toEqual(rest.slice(0, 3));
    const all = [second, ...rest].map((resourceId) => ({ resourceId, ok: true }));
    expect(await acknowledge(going, all)).toEqual({ acknowledged: 30, refused: 0, left: 0 });
    expect(await handoverBatch(data.db, id, { removalId: going.removalId, limit: 100 })).toEqual([]);
    expect(
      (await itemsOf(going)).filter(({ status, kind }) => kind.startsWith('resource-') && status !== 'done'),
    ).toEqual([]);
  });
});
