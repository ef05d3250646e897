import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { cancelRemoval } from '../../prisma/commands/removals/cancel.ts';
import { completeReinstatement } from '../../prisma/commands/reinstatements/complete.ts';
import { giveBackBatch } from '../../prisma/commands/reinstatements/give-back.ts';
import { completeRemoval } from '../../prisma/commands/removals/complete.ts';
import { deactivateLeaver, endHoldingsBatch } from '../../prisma/commands/removals/deactivate.ts';
import { eraseLeaver } from '../../prisma/commands/removals/erase.ts';
import { changePolicy } from '../../prisma/commands/organizations/change.ts';
import { registerResources } from '../../prisma/commands/resources/register.ts';
import { transferResource } from '../../prisma/commands/resources/transfer.ts';
import { type Fixture, furnished } from '../support/fixture.ts';
import { type TestData, testData } from '../support/organization.ts';
import { deactivated, effect, inBatches, rotated, suspended, transferred, workflow } from '../removals/steps.ts';
import { drafted, effectOf, givenBack, planned, previewOf, reinstated } from './steps.ts';
import { differences, worldOf } from './world.ts';

const DAY = 86_400_000;
let data: TestData;
beforeAll(async () => {
  data = await testData();
});
afterAll(() => data.close());

async function left(): Promise<{ fixture: Fixture; removalId: string }> {
  const fixture = await furnished(data);
  const going = await rotated(data, fixture);
  await completeRemoval(data.db, fixture.organization.id, workflow, { ...effect(going), certificate: 'a.b.c' });
  return { fixture, removalId: going.removalId };
}
const rowOf = async ({ organization, leo }: Fixture) => {
  const sql = 'SELECT * FROM members WHERE organization_id = $1 AND id = $2';
  const { rows } = await data.owner.query<{ [column: string]: unknown }>(sql, [organization.id, leo.id]);
  return rows[0] ?? {};
};

describe('a removal can’t be undone', () => {
  test('when the policy’s window is over, which it says with the days', async () => {
    const { fixture, removalId } = await left();
    const late = new Date(Date.now() + 31 * DAY);
    await expect(previewOf(data, fixture.organization, removalId, late)).rejects.toMatchObject({
      name: 'reinstatement-window-over',
      facts: { days: 30 },
    });
    const { id, as } = fixture.organization;
    await changePolicy(data.db, id, as, { policy: { removals: { reinstateDays: 40 } } });
    expect((await previewOf(data, fixture.organization, removalId, late)).counts.length).toBeGreaterThan(5);
  });

  test('when it has transferred nothing: cancelling restores all of it', async () => {
    const fixture = await furnished(data);
    const { organization } = fixture;
    const before = await worldOf(data, organization.id);
    const going = await suspended(data, fixture);
    await expect(previewOf(data, organization, going.removalId)).rejects.toMatchObject({ name: 'wrong-state' });
    await cancelRemoval(data.db, organization.id, organization.as, effect(going, 'cancel'));
    const lost = differences(before, await worldOf(data, organization.id));
    expect(lost.map((line) => line.slice(0, 10))).toEqual(['- session:']);
    await expect(previewOf(data, organization, going.removalId)).rejects.toMatchObject({ name: 'wrong-state' });
  });

  test('when their data was erased', async () => {
    const fixture = await furnished(data);
    const going = await transferred(data, fixture);
    const { id } = fixture.organization;
    await inBatches(() => endHoldingsBatch(data.db, id, workflow, { ...effect(going), limit: 1000 }));
    await eraseLeaver(data.db, id, workflow, effect(going, 'erase'));
    await expect(previewOf(data, fixture.organization, going.removalId)).rejects.toMatchObject({
      name: 'already-erased',
    });
  });

  test('twice', async () => {
    const { fixture, removalId } = await left();
    await reinstated(data, fixture.organization, removalId);
    await expect(drafted(data, fixture.organization, removalId)).rejects.toMatchObject({
      name: 'wrong-state',
      facts: { object: 'removal', state: 'undone' },
    });
  });

  test('in another organization', async () => {
    const { removalId } = await left();
    const other = await furnished(data);
    await expect(previewOf(data, other.organization, removalId)).rejects.toMatchObject({ name: 'not-found' });
  });
});

describe('who comes back', () => {
  test('is shut, with a caretaker for what is theirs again, until all of it is given back', async () => {
    const { fixture, removalId } = await left();
    const { organization, leo } = fixture;
    const undoing = await givenBack(await planned(data, organization, removalId), 5);
    expect(await rowOf(fixture)).toMatchObject({ status: 'suspended', deactivated_at: null });
    const caretaking =
      'SELECT FROM caretakers WHERE organization_id = $1 AND leaver_id = $2 AND ended_at IS NULL AND until > now()';
    expect((await data.owner.query(caretaking, [organization.id, leo.id])).rowCount).toBe(1);
    await completeReinstatement(data.db, organization.id, workflow, effectOf(undoing));
    expect(await rowOf(fixture)).toMatchObject({ status: 'active', suspended_at: null });
    expect((await data.owner.query(caretaking, [organization.id, leo.id])).rowCount).toBe(0);
  });

  test('has what came to them after the plan, too', async () => {
    const fixture = await furnished(data);
    const { organization, leo, teams } = fixture;
    const going = await transferred(data, fixture);
    const late = { teamId: teams.finance, memberId: leo.id, role: 'maintainer', now: new Date() } as const;
    await data.owner.query(
      'INSERT INTO team_members (organization_id, team_id, member_id, role) VALUES ($1, $2, $3, $4)',
      [organization.id, late.teamId, late.memberId, late.role],
    );
    await inBatches(() => endHoldingsBatch(data.db, organization.id, workflow, { ...effect(going), limit: 1000 }));
    await deactivateLeaver(data.db, organization.id, workflow, effect(going));
    const isIn = async () =>
      (
        await data.owner.query('SELECT FROM team_members WHERE team_id = $1 AND member_id = $2 AND role = $3', [
          teams.finance,
          leo.id,
          'maintainer',
        ])
      ).rowCount;
    expect(await isIn()).toBe(0);
    await reinstated(data, organization, going.removalId);
    expect(await isIn()).toBe(1);
  });

  test('as a guest whose sponsor is gone meanwhile, has the custodian for one', async () => {
    const fixture = await furnished(data);
    const { organization, leo } = fixture;
    const [una] = fixture.others;
    const guest = `UPDATE members SET relationship = 'guest', sponsor_id = $2, ends_at = now() + interval '60 days' WHERE id = $1`;
    await data.owner.query(guest, [leo.id, una?.id]);
    const { removalId } = await deactivated(data, fixture);
    await data.owner.query(`UPDATE members SET status = 'deactivated' WHERE id = $1`, [una?.id]);
    await reinstated(data, organization, removalId);
    expect(await rowOf(fixture)).toMatchObject({ status: 'active', sponsor_id: organization.admin });
  });
});

describe('what others have changed since', () => {
  test('keeps what would fail as them with its receiver, and says why', async () => {
    const { fixture, removalId } = await left();
    const { organization, connections, pipelines, others } = fixture;
    const [connection = ''] = connections;
    const [pipeline = ''] = pipelines;
    const to = { resourceId: connection, ownerId: others[0]?.id ?? '', now: new Date() };
    await transferResource(data.db, organization.id, organization.as, to);
    const { items } = await previewOf(data, organization, removalId);
    const becomes = (key: string) => items.find((item) => item.key === key);
    expect(becomes(`resource-owner:${connection}`)).toMatchObject({ outcome: 'kept', why: 'changed-since' });
    expect(becomes(`resource-runs-as:${pipeline}`)).toMatchObject({ outcome: 'kept', why: 'needs-others' });
    expect(becomes(`resource-owner:${pipeline}`)).toMatchObject({ outcome: 'restored' });
    expect(becomes(`resource-runs-as:${pipelines[1]}`)).toMatchObject({ outcome: 'restored' });
  });

  test('goes on with the use of what goes back', async () => {
    const { fixture, removalId } = await left();
    const { organization, connections, leo } = fixture;
    const connection = connections[3] ?? ''; // of no team: its receiver has it only as its owner
    const ownerOf = async () => {
      const { rows } = await data.owner.query<{ owner_id: string }>('SELECT owner_id FROM resources WHERE id = $1', [
        connection,
      ]);
      return rows[0]?.owner_id ?? '';
    };
    const receiver = await ownerOf();
    const built = {
      kind: 'pipeline',
      hostId: 'new',
      name: 'New',
      ownerId: receiver,
      runsAsId: receiver,
      connectionIds: [connection],
    };
    await registerResources(data.db, organization.id, organization.as, { resources: [built], now: new Date() });
    await reinstated(data, organization, removalId);
    expect(await ownerOf()).toBe(leo.id);
    const shares = 'SELECT level FROM shares WHERE resource_id = $1 AND member_id = $2';
    expect((await data.owner.query(shares, [connection, receiver])).rows).toEqual([{ level: 'use' }]);
  });
});

test('two workers at once give everything back once', async () => {
  const { fixture, removalId } = await left();
  const { organization } = fixture;
  const undoing = await planned(data, organization, removalId);
  const batches = (step: 'transfer' | 'access') =>
    inBatches(() => giveBackBatch(data.db, organization.id, workflow, { ...effectOf(undoing), step, limit: 4 }));
  const preview = await data.owner.query(
    `SELECT step, count(*)::int AS items FROM reinstatement_items WHERE reinstatement_id = $1 AND status = 'pending' GROUP BY 1`,
    [undoing.reinstatementId],
  );
  const planned_ = new Map((preview.rows as { step: string; items: number }[]).map(({ step, items }) => [step, items]));
  for (const step of ['transfer', 'access'] as const) {
    const [one, other] = await Promise.all([batches(step), batches(step)]);
    expect(one + other).toBe(planned_.get(step));
  }
  const receipt = randomUUID();
  const complete = () => completeReinstatement(data.db, organization.id, workflow, effectOf(undoing, receipt));
  expect(await Promise.all([complete(), complete()])).toEqual([{ status: 'active' }, { status: 'active' }]);
  expect(await rowOf(fixture)).toMatchObject({ status: 'active' });
});
