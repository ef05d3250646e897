import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { makeAccessChange, previewAccessChange } from '../../prisma/commands/access-changes/make.ts';
import { setConnectionSecret } from '../../prisma/commands/connections/secrets.ts';
import { changeRole } from '../../prisma/commands/members/change-role.ts';
import { registerResources } from '../../prisma/commands/resources/register.ts';
import { addShare, removeShare } from '../../prisma/commands/shares/shares.ts';
import { addTeamMember, removeTeamMember } from '../../prisma/commands/teams/members.ts';
import { createTeam } from '../../prisma/commands/teams/teams.ts';
import { accessFacts } from '../../prisma/queries/access/facts.ts';
import { findConnection } from '../../prisma/queries/connections/list.ts';
import type { AccessChange } from '../../rules/access-changes/effects.ts';
import { decide } from '../../rules/access/decide.ts';
import type { Choice } from '../../rules/removals/successor.ts';
import { type Fixture, furnished } from '../support/fixture.ts';
import {
  type TestData,
  testData,
  testMember,
  type TestOrganization,
  testOrganization,
} from '../support/organization.ts';

let data: TestData;
let organization: TestOrganization;
const now = () => new Date();

beforeAll(async () => {
  data = await testData();
});
afterAll(() => data.close());

const preview = (change: AccessChange, successors: Choice[] = []) =>
  previewAccessChange(data.db, organization.id, organization.as, { change, successors, now: now() });
const make = (change: AccessChange, planHash: string, successors: Choice[] = []) =>
  makeAccessChange(data.db, data.secrets, organization.id, organization.as, {
    change,
    successors,
    planHash,
    now: now(),
  });
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: Error) => error.name,
  );
const rows = async <T>(sql: string): Promise<T[]> => (await data.owner.query(sql, [organization.id])).rows as T[];
const audited = async () =>
  (await rows<{ n: number }>('SELECT count(*)::int AS n FROM audit_entries WHERE organization_id = $1'))[0]?.n;
const roleOf = async (id: string) =>
  (await rows<{ id: string; role: string }>('SELECT id, role::text FROM members WHERE organization_id = $1')).find(
    (row) => row.id === id,
  )?.role;

/** What each schedule and pipeline may not do, asked as a host asks it. */
async function refusedRuns(): Promise<string[]> {
  const automation = await rows<{ id: string; target: string | null; uses: string[] }>(
    `SELECT r.id, r.target_id AS target, ARRAY(SELECT connection_id::text FROM connection_uses u WHERE u.resource_id = r.id) AS uses
     FROM resources r WHERE r.organization_id = $1 AND r.runs_as_id IS NOT NULL AND r.archived_at IS NULL ORDER BY r.id`,
  );
  const asked = automation.flatMap(({ id, target, uses }) => [
    { runsAsOf: id, resource: id, action: 'run' as const },
    ...(target === null ? [] : [{ runsAsOf: id, resource: target, action: 'run' as const }]),
    ...uses.map((resource) => ({ runsAsOf: id, resource, action: 'use' as const })),
  ]);
  const questions = asked.map(({ runsAsOf, ...question }) => ({ ...question, as: { runsAsOf } }));
  const { answers } = await accessFacts(data.db, organization.id, null, { questions });
  return asked.flatMap(({ runsAsOf, action }, index) => {
    const facts = answers[index];
    return facts === undefined || !decide(facts, action, Date.now()).allowed ? [runsAsOf] : [];
  });
}

describe('a role below what someone owns and runs', () => {
  let fixture: Fixture;
  beforeEach(async () => {
    fixture = await furnished(data);
    organization = fixture.organization;
  });
  const toViewer = (): AccessChange => ({ kind: 'role', memberId: fixture.leo.id, role: 'viewer' });

  test('is previewed: what would stop, who receives what, which keys and secrets; and nothing has changed', async () => {
    const before = await audited();
    const seen = await preview(toViewer());
    expect(seen.items.filter(({ kind }) => kind === 'resource-owner')).toHaveLength(40);
    expect(seen.items.filter(({ kind }) => kind === 'resource-runs-as')).toHaveLength(32);
    expect(new Set(seen.refused.map(({ automationId }) => automationId)).size).toBe(32);
    expect(seen.forecast.map(({ scheduleId }) => scheduleId).sort()).toEqual(
      expect.arrayContaining([...fixture.schedules].sort()),
    );
    expect(seen.administration).toBe(true);
    expect(seen.lost).toHaveLength(40);
    expect(seen.stillRefused).toEqual([]);
    expect(seen.keys.map(({ credentialId }) => credentialId).sort()).toEqual([...fixture.keys.own].sort());
    const made = seen.secrets
      .filter(({ kind }) => kind === 'service-account-key')
      .map(({ credentialId }) => credentialId);
    expect(made.sort()).toEqual([...fixture.keys.made].sort());
    expect(seen.secrets.flatMap(({ connectionId }) => connectionId ?? [])).toEqual([fixture.connections[7]]);
    expect(await roleOf(fixture.leo.id)).toBe('admin');
    expect(await audited()).toBe(before);
    expect((await preview(toViewer())).hash).toBe(seen.hash);
  });

  test('is made as it was seen: everything goes on as somebody else, and what was known is rotated', async () => {
    const { hash } = await preview(toViewer());
    await make(toViewer(), hash);
    expect(await roleOf(fixture.leo.id)).toBe('viewer');
    expect(
      await rows(
        `SELECT id FROM resources WHERE organization_id = $1 AND '${fixture.leo.id}' IN (owner_id, runs_as_id)`,
      ),
    ).toEqual([]);
    expect(await refusedRuns()).toEqual([]);
    const rotated = await rows<{ id: string }>(
      'SELECT id FROM credentials WHERE organization_id = $1 AND successor_id IS NOT NULL ORDER BY id',
    );
    expect(rotated.map(({ id }) => id)).toEqual([...fixture.keys.made].sort());
    const connectionId = fixture.connections[7] ?? '';
    expect((await findConnection(data.db, organization.id, connectionId))?.rotateBy).toBeInstanceOf(Date);
    await setConnectionSecret(data.db, data.secrets, organization.id, organization.as, {
      connectionId,
      secret: 'two',
      now: now(),
    });
    expect((await findConnection(data.db, organization.id, connectionId))?.rotateBy).toBeNull();
  });

  test('is refused when it would do something else than was seen, and nothing is half done', async () => {
    const { hash } = await preview(toViewer());
    await addShare(data.db, organization.id, organization.as, {
      resourceId: fixture.connections[0] ?? '',
      memberId: fixture.leo.id,
      level: 'use',
      now: now(),
    });
    await registerResources(data.db, organization.id, fixture.leo.as, {
      resources: [
        { kind: 'pipeline', hostId: 'late', name: 'Late', ownerId: fixture.leo.id, runsAsId: fixture.leo.id },
      ],
      now: now(),
    });
    expect(await refusal(make(toViewer(), hash))).toBe('plan-changed');
    expect(await roleOf(fixture.leo.id)).toBe('admin');
    expect(await refusedRuns()).toEqual([]);
  });

  test('is refused without a preview, and is changed at once where nothing would stop', async () => {
    const { leo, mia } = fixture;
    const change = (memberId: string, role: 'viewer' | 'member' | 'admin') =>
      refusal(changeRole(data.db, organization.id, organization.as, { memberId, role, now: now() }));
    expect(await change(leo.id, 'viewer')).toBe('automation-would-stop');
    expect(await roleOf(leo.id)).toBe('admin');
    expect(await change(leo.id, 'member')).toBe('done');
    expect(await refusedRuns()).toEqual([]);
    expect(await change(mia.id, 'viewer')).toBe('done');
  });

  test('is made by one of two at once', async () => {
    const { hash } = await preview(toViewer());
    const results = await Promise.all([refusal(make(toViewer(), hash)), refusal(make(toViewer(), hash))]);
    expect(results.sort()).toEqual(['done', 'plan-changed']);
    expect(await refusedRuns()).toEqual([]);
  });
});

describe('access by a team', () => {
  /** Ben’s pipeline runs on a connection that is shared with team Data, which Dora maintains. */
  async function team() {
    organization = await testOrganization(data);
    const { db } = data;
    const [ben, dora] = [
      await testMember(data, organization.id, { name: 'Ben' }),
      await testMember(data, organization.id, { name: 'Dora' }),
    ];
    const { teamId } = await createTeam(db, organization.id, organization.as, { name: 'Data', now: now() });
    await addTeamMember(db, organization.id, organization.as, {
      teamId,
      memberId: dora.id,
      role: 'maintainer',
      now: now(),
    });
    await addTeamMember(db, organization.id, organization.as, { teamId, memberId: ben.id, role: 'member', now: now() });
    const connection = { provider: 'warehouse', auth: 'secret' } as const;
    const [warehouse = ''] = await registerResources(db, organization.id, organization.as, {
      resources: [
        { kind: 'connection', hostId: 'warehouse', name: 'Warehouse', ownerId: organization.admin, connection },
      ],
      now: now(),
    });
    const { shareId } = await addShare(db, organization.id, organization.as, {
      resourceId: warehouse,
      teamId,
      level: 'use',
      now: now(),
    });
    const own = { ownerId: ben.id, runsAsId: ben.id };
    const [pipeline = '', alone = ''] = await registerResources(db, organization.id, organization.as, {
      resources: [
        { kind: 'pipeline', hostId: 'p', name: 'Nightly', ...own, connectionIds: [warehouse] },
        { kind: 'pipeline', hostId: 'alone', name: 'Alone', ...own },
      ],
      now: now(),
    });
    const [schedule = ''] = await registerResources(db, organization.id, organization.as, {
      resources: [
        {
          kind: 'schedule',
          hostId: 's',
          name: 'Hourly',
          ...own,
          targetId: pipeline,
          everySeconds: 3600,
          nextRunAt: new Date(Date.now() + 60_000),
        },
      ],
      now: now(),
    });
    const leave: AccessChange = { kind: 'leave-team', teamId, memberId: ben.id };
    const unshare: AccessChange = { kind: 'unshare', shareId };
    return { ben, dora, teamId, warehouse, shareId, pipeline, alone, schedule, leave, unshare };
  }
  const runsAs = async (id: string) =>
    (
      await rows<{ id: string; by: string }>('SELECT id, runs_as_id AS by FROM resources WHERE organization_id = $1')
    ).find((row) => row.id === id)?.by;

  test('takes along what ran by it when someone leaves, and nothing else', async () => {
    const { ben, teamId, warehouse, pipeline, alone, schedule, leave } = await team();
    const seen = await preview(leave);
    expect(seen.lost).toEqual([{ memberId: ben.id, resourceId: warehouse, actions: ['view', 'use'] }]);
    expect([...new Set(seen.refused.map(({ automationId }) => automationId))].sort()).toEqual(
      [pipeline, schedule].sort(),
    );
    expect(seen.forecast).toMatchObject([{ scheduleId: schedule, resourceId: warehouse, today: false }]);
    expect(seen.items.map(({ objectId }) => objectId).sort()).toEqual([pipeline, schedule].sort());
    expect(
      await refusal(
        removeTeamMember(data.db, organization.id, organization.as, { teamId, memberId: ben.id, now: now() }),
      ),
    ).toBe('automation-would-stop');
    await make(leave, seen.hash);
    expect(await refusedRuns()).toEqual([]);
    expect(await runsAs(pipeline)).toBe(organization.admin);
    expect(await runsAs(alone)).toBe(ben.id);
  });

  test('lets things stay theirs where somebody chose that, and says what stops then', async () => {
    const { ben, pipeline, schedule, leave } = await team();
    const stays = [pipeline, schedule].map((resourceId) => ({ resourceId, successorId: ben.id }));
    const seen = await preview(leave, stays);
    expect(seen.items).toEqual([]);
    expect([...new Set(seen.stillRefused.map(({ automationId }) => automationId))].sort()).toEqual(
      [pipeline, schedule].sort(),
    );
    await make(leave, seen.hash, stays);
    expect(await runsAs(pipeline)).toBe(ben.id);
    expect(await refusal(make(leave, seen.hash, stays))).toBe('not-found');
  });

  test('ends for all of a team when a share ends, or falls below use', async () => {
    const { ben, dora, warehouse, teamId, shareId, pipeline, unshare } = await team();
    const lower: AccessChange = { kind: 'unshare', shareId, level: 'view' };
    expect((await preview(lower)).lost).toEqual(
      [
        { memberId: ben.id, resourceId: warehouse, actions: ['use'] },
        { memberId: dora.id, resourceId: warehouse, actions: ['use'] },
      ].sort((a, b) => (a.memberId < b.memberId ? -1 : 1)),
    );
    const { db } = data;
    expect(await refusal(removeShare(db, organization.id, organization.as, { shareId, now: now() }))).toBe(
      'automation-would-stop',
    );
    const less = { resourceId: warehouse, teamId, level: 'view', now: now() } as const;
    expect(await refusal(addShare(db, organization.id, organization.as, less))).toBe('automation-would-stop');
    expect(await refusal(preview({ ...lower, level: 'manage' }))).toBe('invalid-request');
    const seen = await preview(unshare);
    expect(seen.memberIds).toEqual([ben.id, dora.id].sort());
    await make(unshare, seen.hash);
    expect(await runsAs(pipeline)).toBe(organization.admin);
    expect(await refusedRuns()).toEqual([]);
  });

  test('is not handed to whom nobody may hand it, and the change waits for a name', async () => {
    const { ben, dora, leave } = await team();
    await data.owner.query(
      `UPDATE members SET ends_at = now() + interval '1 day' WHERE organization_id = $1 AND id = $2`,
      [organization.id, organization.admin],
    );
    const seen = await preview(leave);
    expect(seen.items.map(({ successorId }) => successorId)).toEqual([undefined, undefined]);
    expect(await refusal(make(leave, seen.hash))).toBe('no-successor');
    expect(await refusal(preview(leave, [{ successorId: ben.id }]))).toBe('successor-not-eligible');
    const named = [{ successorId: dora.id }];
    await make(leave, (await preview(leave, named)).hash, named);
    expect(await refusedRuns()).toEqual([]);
  });
});

test('the last admin’s role is not previewed away', async () => {
  organization = await testOrganization(data);
  const change: AccessChange = { kind: 'role', memberId: organization.admin, role: 'member' };
  const input = { change, successors: [], now: now() };
  expect(await refusal(previewAccessChange(data.db, organization.id, { by: 'system', reason: 'test' }, input))).toBe(
    'last-admin',
  );
  expect(await refusal(preview(change))).toBe('own-role');
});
