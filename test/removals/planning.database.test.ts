import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { addShare } from '../../prisma/commands/shares/shares.ts';
import { changePolicy } from '../../prisma/commands/organizations/change.ts';
import { cancelRemoval } from '../../prisma/commands/removals/cancel.ts';
import { changeSuccessor } from '../../prisma/commands/removals/change-successor.ts';
import { draftRemoval } from '../../prisma/commands/removals/draft.ts';
import { planRemoval } from '../../prisma/commands/removals/plan.ts';
import { acceptDrift, replan } from '../../prisma/commands/removals/replan.ts';
import { skipItem, skipStep } from '../../prisma/commands/removals/skip.ts';
import { moveDate, pauseRemoval, resumeRemoval } from '../../prisma/commands/removals/steer.ts';
import { setStep } from '../../prisma/commands/removals/steps.ts';
import { suspendForRemoval } from '../../prisma/commands/removals/suspend.ts';
import { suspendMember } from '../../prisma/commands/members/suspend.ts';
import { transferBatch } from '../../prisma/commands/removals/transfer.ts';
import { startWaiting } from '../../prisma/commands/removals/wait.ts';
import { findRemoval } from '../../prisma/queries/removals/detail.ts';
import { listRemovalItems } from '../../prisma/queries/removals/items.ts';
import { listRemovals } from '../../prisma/queries/removals/list.ts';
import { previewPlan } from '../../prisma/queries/removals/preview.ts';
import { type Fixture, furnished } from '../support/fixture.ts';
import { type TestData, testData } from '../support/organization.ts';
import { draft, effect, type Going, noted, planned, running, suspended, transferred, workflow } from './steps.ts';

let data: TestData;
let fixture: Fixture;
beforeAll(async () => {
  data = await testData();
});
beforeEach(async () => {
  fixture = await furnished(data);
});
afterAll(() => data.close());

const refused = (name: string, facts: object = {}) =>
  expect.objectContaining({ name, facts: expect.objectContaining(facts) });
const detail = async ({ removalId }: Pick<Going, 'removalId'>) => {
  const found = await findRemoval(data.db, fixture.organization.id, removalId);
  if (found === null) throw new Error('no such removal');
  return found;
};
const itemsOf = ({ removalId }: Pick<Going, 'removalId'>, filter: { kind?: string } = {}) =>
  listRemovalItems(data.db, fixture.organization.id, { removalId, limit: 1000, ...filter });
const statusOfLeo = async () => {
  const { rows } = await data.owner.query<{ status: string }>('SELECT status FROM members WHERE id = $1', [
    fixture.leo.id,
  ]);
  return rows[0]?.status;
};

describe('a draft', () => {
  test('is in no list, reserves nothing, and is found again by its repeat', async () => {
    const removalId = await draft(data, fixture);
    expect(await draft(data, fixture, { removalId })).toBe(removalId);
    expect(await draft(data, fixture)).not.toBe(removalId);
    expect(await listRemovals(data.db, fixture.organization.id, { limit: 10 })).toEqual([]);
  });

  test('is refused for someone who is leaving already, with the removal', async () => {
    const { removalId } = await planned(data, fixture);
    await expect(draft(data, fixture)).rejects.toEqual(refused('already-leaving', { removalId }));
  });

  test.each([
    ['a viewer', () => fixture.viewer.id, 'viewer'],
    ['the leaver', () => fixture.leo.id, 'leaving'],
    ['the caretaker', () => fixture.organization.caretaker, 'caretaker'],
  ])('is refused with %s as successor', async (_, who, because) => {
    const successors = [{ successorId: who() }];
    await expect(draft(data, fixture, { successors })).rejects.toEqual(refused('successor-not-eligible', { because }));
  });

  test('is refused for the last admin, and for an erasure that policy forbids', async () => {
    const { organization } = fixture;
    await changePolicy(data.db, organization.id, organization.as, { policy: { removals: { erasure: 'forbidden' } } });
    await expect(draft(data, fixture, { ending: 'erase' })).rejects.toEqual(refused('erasure-forbidden'));
    await data.owner.query(`UPDATE members SET role = 'member' WHERE id = $1`, [fixture.leo.id]);
    const input = {
      memberId: organization.admin,
      reason: '',
      forCause: false,
      effectiveAt: new Date(),
      timeZone: 'UTC',
    };
    const last = draftRemoval(data.db, organization.id, organization.as, {
      ...input,
      removalId: randomUUID(),
      successors: [],
      planHash: '',
      now: new Date(),
    });
    await expect(last).rejects.toEqual(refused('last-admin'));
  });
});

describe('planning', () => {
  test('keeps the steps and the items that the preview showed, in its order', async () => {
    const preview = await previewPlan(data.db, fixture.organization.id, {
      memberIds: [fixture.leo.id],
      successors: [],
      now: new Date(),
    });
    const going = await planned(data, fixture);
    const items = await itemsOf(going);
    expect(items.map(({ key, successorId, risk }) => ({ key, successorId, risk }))).toEqual(
      (preview.plans[0]?.items ?? []).map(({ key, successorId, risk }) => ({ key, successorId, risk })),
    );
    const { status, steps } = await detail(going);
    expect(status).toBe('planned');
    expect(steps.map(({ step, status: of, total }) => `${step} ${of} ${total}`)).toEqual([
      'plan done 0',
      'wait pending 0',
      'suspend pending 0',
      'transfer pending 76',
      'deactivate pending 7',
      'rotate pending 3',
      'grants pending 2',
      'certificate pending 0',
    ]);
  });

  test('is refused where the plan is not the one that was seen, and leaves nothing', async () => {
    const removalId = await draft(data, fixture);
    await addShare(data.db, fixture.organization.id, fixture.organization.as, {
      resourceId: fixture.connections[4] ?? '',
      memberId: fixture.leo.id,
      level: 'view',
      now: new Date(),
    });
    const late = planRemoval(data.db, fixture.organization.id, fixture.organization.as, effect({ removalId }));
    await expect(late).rejects.toEqual(refused('plan-changed'));
    expect(await itemsOf({ removalId })).toEqual([]);
    expect((await detail({ removalId })).status).toBe('draft');
  });

  test('of two removals of one member only one is planned', async () => {
    const drafts = [await draft(data, fixture), await draft(data, fixture)];
    const { id, as } = fixture.organization;
    const outcomes = await Promise.allSettled(
      drafts.map((removalId) => planRemoval(data.db, id, as, effect({ removalId }))),
    );
    const failed = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    expect(failed).toEqual([refused('already-leaving')]);
  });

  test('is refused while something needs a successor and nobody is there', async () => {
    await data.owner.query('UPDATE organizations SET custodian_id = $1 WHERE id = $2', [
      fixture.leo.id,
      fixture.organization.id,
    ]);
    await data.owner.query(`UPDATE members SET manager_id = NULL WHERE id = $1`, [fixture.leo.id]);
    const removalId = await draft(data, fixture);
    const plan = planRemoval(data.db, fixture.organization.id, fixture.organization.as, effect({ removalId }));
    await expect(plan).rejects.toEqual(refused('no-successor', { kind: expect.stringContaining('custodian') }));
  });
});

describe('the suspension', () => {
  test('shuts the member out and makes the removal run; one that was there before is adopted', async () => {
    const going = await planned(data, fixture);
    const { id, as } = fixture.organization;
    await startWaiting(data.db, id, workflow, effect(going));
    await suspendMember(data.db, id, as, { memberId: fixture.leo.id, now: new Date(), reason: 'emergency' });
    expect(await suspendForRemoval(data.db, id, workflow, effect(going))).toEqual({ adopted: true });
    expect(await statusOfLeo()).toBe('suspended');
    expect(await detail(going)).toMatchObject({ status: 'running', adoptedSuspension: true });
  });

  test('finds nothing new where nothing changed', async () => {
    const going = await suspended(data, fixture);
    expect(await detail(going)).toMatchObject({ driftWaiting: 0, items: { pending: 88 } });
  });
});

describe('drift', () => {
  const waiting = async () => {
    const going = await planned(data, fixture);
    await startWaiting(data.db, fixture.organization.id, workflow, effect(going));
    return going;
  };
  const looked = async (going: Going) => {
    const { id } = fixture.organization;
    await suspendForRemoval(data.db, id, workflow, effect(going, 'suspend'));
    return replan(data.db, id, workflow, effect(going));
  };

  test('the like of what was planned is accepted by policy and takes part', async () => {
    const going = await waiting();
    const { leo } = fixture;
    await data.owner.query(
      'INSERT INTO resources (organization_id, kind, host_id, name, owner_id, team_id) VALUES ($1, $2, $3, $3, $4, $5)',
      [fixture.organization.id, 'pipeline', 'late', leo.id, fixture.teams.data],
    );
    expect(await looked(going)).toEqual({ drifted: 1, needsPerson: false, kinds: '' });
    const late = (await itemsOf(going)).filter(({ drift }) => drift !== null);
    expect(late).toMatchObject([
      { kind: 'resource-owner', drift: 'by-policy', status: 'pending', successorRule: 'team' },
    ]);
  });

  test('an admin right waits for a person, and holds the transfer up until someone accepts it', async () => {
    const going = await waiting();
    const { organization, connections, leo } = fixture;
    await addShare(data.db, organization.id, organization.as, {
      resourceId: connections[5] ?? '',
      memberId: leo.id,
      level: 'manage',
      now: new Date(),
    });
    expect(await looked(going)).toEqual({ drifted: 1, needsPerson: true, kinds: 'share' });
    const transfer = () => transferBatch(data.db, organization.id, workflow, { ...effect(going), limit: 1000 });
    await expect(transfer()).rejects.toEqual(refused('plan-drifted', { items: 1, kinds: 'share' }));
    expect(await acceptDrift(data.db, organization.id, organization.as, effect(going))).toEqual({
      accepted: 1,
      left: 0,
    });
    const due = (await itemsOf(going)).filter(({ step }) => step === 'transfer');
    expect(await transfer()).toEqual({ done: due.length, left: 0 }); // resources and duties
    expect(await replan(data.db, organization.id, workflow, effect(going))).toMatchObject({ needsPerson: false });
  });

  test('what waits is accepted item by item, each with why it waits, and the transfer is held up until the last', async () => {
    const going = await waiting();
    const { organization, connections, leo } = fixture;
    for (const resourceId of connections.slice(4, 6))
      await addShare(data.db, organization.id, organization.as, {
        resourceId,
        memberId: leo.id,
        level: 'manage',
        now: new Date(),
      });
    await looked(going);
    const found = (await itemsOf(going)).filter(({ drift }) => drift === 'waits');
    expect(found.map(({ driftBecause }) => driftBecause)).toEqual(['admin-right', 'admin-right']);
    const [first, second] = found.map(({ key }) => key);
    const accept = (...itemKeys: (string | undefined)[]) =>
      acceptDrift(data.db, organization.id, organization.as, { ...effect(going), itemKeys: itemKeys.map(String) });
    await expect(accept(first, 'share:nothing')).rejects.toEqual(refused('not-found', { object: 'plan-item' }));
    expect(await accept(first)).toEqual({ accepted: 1, left: 1 });
    const transfer = () => transferBatch(data.db, organization.id, workflow, { ...effect(going), limit: 1000 });
    await expect(transfer()).rejects.toEqual(refused('plan-drifted', { items: 1, kinds: 'share' }));
    expect(await replan(data.db, organization.id, workflow, effect(going))).toMatchObject({ needsPerson: true });
    expect(await accept(first, second)).toEqual({ accepted: 1, left: 0 });
    expect((await transfer()).done).toBe(76);
  });

  test('a successor who left meanwhile is replaced, and a person looks at it', async () => {
    const going = await waiting();
    const { organization, dora } = fixture;
    await suspendMember(data.db, organization.id, organization.as, {
      memberId: dora.id,
      now: new Date(),
      reason: 'emergency',
    });
    const drift = await looked(going);
    expect(drift).toMatchObject({ needsPerson: true, kinds: 'grant, resource-owner, resource-runs-as' });
    const doras = (await itemsOf(going)).filter(({ successorId }) => successorId === dora.id);
    expect(doras).toEqual([]);
  });
});

describe('steering', () => {
  test('pause, resume and a moved date are kept, each once', async () => {
    const going = await planned(data, fixture);
    const { id, as } = fixture.organization;
    await pauseRemoval(data.db, id, as, effect(going, 'pause'));
    const { pausedAt } = await detail(going);
    await pauseRemoval(data.db, id, as, effect(going, 'pause again'));
    expect((await detail(going)).pausedAt).toEqual(pausedAt);
    await resumeRemoval(data.db, id, as, effect(going));
    const effectiveAt = new Date('2027-01-01T08:00:00Z');
    await moveDate(data.db, id, as, { ...effect(going), effectiveAt, timeZone: 'Europe/Vienna' });
    expect(await detail(going)).toMatchObject({ pausedAt: null, effectiveAt, timeZone: 'Europe/Vienna' });
  });

  test('the date can’t be moved once the suspension has begun', async () => {
    const going = await suspended(data, fixture);
    const move = moveDate(data.db, fixture.organization.id, fixture.organization.as, {
      ...effect(going),
      effectiveAt: new Date(),
      timeZone: 'UTC',
    });
    await expect(move).rejects.toEqual(refused('wrong-state'));
  });

  test('a new successor is followed by the open items, the more nearly named ones excepted', async () => {
    const going = await planned(data, fixture);
    const { id, as } = fixture.organization;
    const [una, udo, ulf] = fixture.others.map((person) => person.id);
    const change = (choice: { resourceId?: string; kind?: string; successorId: string }) =>
      changeSuccessor(data.db, id, as, { ...effect(going), choice });
    expect(await change({ resourceId: fixture.pipelines[0] ?? '', successorId: una ?? '' })).toEqual({ items: 2 });
    expect(await change({ kind: 'pipeline', successorId: udo ?? '' })).toEqual({ items: 30 });
    await change({ successorId: ulf ?? '' });
    const received = new Map<string | undefined, number>();
    for (const { successorId } of await itemsOf(going)) received.set(successorId, (received.get(successorId) ?? 0) + 1);
    expect([received.get(una), received.get(udo), received.get(ulf)]).toEqual([2, 30, 49]);
  });

  test('a service account becomes runs-as and nothing else', async () => {
    const going = await planned(data, fixture);
    const { id, as } = fixture.organization;
    const choice = { successorId: fixture.serviceAccount };
    expect(await changeSuccessor(data.db, id, as, { ...effect(going), choice })).toEqual({ items: 32 });
  });

  test('someone ineligible is refused as successor', async () => {
    const going = await planned(data, fixture);
    const choice = { successorId: fixture.viewer.id };
    const change = changeSuccessor(data.db, fixture.organization.id, fixture.organization.as, {
      ...effect(going),
      choice,
    });
    await expect(change).rejects.toEqual(refused('successor-not-eligible', { because: 'viewer' }));
  });

  test('a skipped item stays as it is, with the reason', async () => {
    const going = await suspended(data, fixture);
    const { id, as } = fixture.organization;
    const itemKey = `resource-owner:${fixture.pipelines[0]}`;
    await skipItem(data.db, id, as, { ...effect(going), itemKey, noteId: await noted(going, 'it is to be archived') });
    await running(going, 'transfer');
    await transferBatch(data.db, id, workflow, { ...effect(going), limit: 1000 });
    const skipped = (await itemsOf(going)).filter(({ status }) => status === 'skipped');
    expect(skipped).toMatchObject([{ key: itemKey, reason: 'it is to be archived' }]);
    const { rows } = await data.owner.query('SELECT owner_id, runs_as_id FROM resources WHERE id = $1', [
      fixture.pipelines[0],
    ]);
    expect(rows).toEqual([{ owner_id: fixture.leo.id, runs_as_id: fixture.dora.id }]);
  });

  test('a step is skipped only when it is blocked, and only one that may be skipped', async () => {
    const going = await suspended(data, fixture);
    const { id, as } = fixture.organization;
    const noteId = await noted(going, 'the provider is gone');
    const skip = (step: 'suspend' | 'grants') => skipStep(data.db, id, as, { ...effect(going), step, noteId });
    await expect(skip('suspend')).rejects.toEqual(refused('step-not-skippable'));
    await running(going, 'grants');
    await expect(skip('grants')).rejects.toEqual(refused('step-not-blocked'));
    const failure = { name: 'provider-refused', facts: { provider: 'warehouse', status: 400 } } as const;
    const change = { status: 'blocked', failure, deadline: new Date(Date.now() + 1000) } as const;
    await setStep(data.db, id, workflow, { ...effect(going), step: 'grants', change });
    expect((await detail(going)).steps.find(({ step }) => step === 'grants')).toMatchObject({
      status: 'blocked',
      failure,
    });
    expect(await skip('grants')).toEqual({ skipped: 2 });
    expect((await detail(going)).steps.find(({ step }) => step === 'grants')).toMatchObject({
      status: 'skipped',
      failure: null,
      reason: 'the provider is gone',
    });
  });
});

describe('cancelling', () => {
  const cancel = (going: Going) =>
    cancelRemoval(data.db, fixture.organization.id, fixture.organization.as, effect(going));
  const rows = async (sql: string) => (await data.owner.query(sql, [fixture.organization.id])).rows;
  /** all that access depends on; sessions are the exception that the docs name */
  const facts = async () => ({
    resources: await rows('SELECT * FROM resources WHERE organization_id = $1 ORDER BY id'),
    members: await rows('SELECT * FROM members WHERE organization_id = $1 ORDER BY id'),
    shares: await rows('SELECT * FROM shares WHERE organization_id = $1 ORDER BY id'),
    teams: await rows('SELECT * FROM team_members WHERE organization_id = $1 ORDER BY team_id, member_id'),
    credentials: await rows('SELECT * FROM credentials WHERE organization_id = $1 ORDER BY id'),
    grants: await rows('SELECT * FROM grants WHERE organization_id = $1 ORDER BY id'),
    organization: await rows('SELECT * FROM organizations WHERE id = $1'),
    caretakers: await rows('SELECT * FROM caretakers WHERE organization_id = $1 AND ended_at IS NULL'),
  });

  test('before the transfer everything is as it was', async () => {
    const before = await facts();
    const going = await suspended(data, fixture);
    await cancel(going);
    expect(await facts()).toEqual(before);
    expect((await detail(going)).status).toBe('cancelled');
    await expect(
      pauseRemoval(data.db, fixture.organization.id, fixture.organization.as, effect(going)),
    ).rejects.toEqual(refused('removal-ended'));
    await planned(data, fixture);
  });

  test('a suspension that was there before the removal stays', async () => {
    await suspendMember(data.db, fixture.organization.id, fixture.organization.as, {
      memberId: fixture.leo.id,
      now: new Date(),
      reason: 'emergency',
    });
    const going = await suspended(data, fixture);
    await cancel(going);
    expect(await statusOfLeo()).toBe('suspended');
  });

  test('once the transfer has begun it is refused', async () => {
    const going = await transferred(data, fixture);
    await expect(cancel(going)).rejects.toEqual(refused('past-point-of-return', { step: 'transfer' }));
    expect(await statusOfLeo()).toBe('suspended');
  });
});
