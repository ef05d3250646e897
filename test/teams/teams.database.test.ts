import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { registerResources } from '../../prisma/commands/resources/register.ts';
import { transferResource } from '../../prisma/commands/resources/transfer.ts';
import { addShare, removeShare } from '../../prisma/commands/shares/shares.ts';
import { addTeamMember, removeTeamMember } from '../../prisma/commands/teams/members.ts';
import { archiveTeam, createTeam, renameTeam } from '../../prisma/commands/teams/teams.ts';
import { listShares } from '../../prisma/queries/shares/list.ts';
import { findTeam, listTeams } from '../../prisma/queries/teams/list.ts';
import {
  type TestData,
  testData,
  testMember,
  type TestOrganization,
  testOrganization,
} from '../support/organization.ts';

let data: TestData;
let organization: TestOrganization;
const now = new Date();

beforeAll(async () => {
  data = await testData();
});
afterAll(() => data.close());
beforeEach(async () => {
  organization = await testOrganization(data);
});

const team = async (name: string, in_ = organization) =>
  (await createTeam(data.db, in_.id, in_.as, { name, now })).teamId;
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: Error) => error.name,
  );
const recorded = async (action: string) =>
  (
    await data.owner.query(
      `SELECT data - 'reason' AS data FROM events WHERE organization_id = $1 AND type = $2 ORDER BY sequence`,
      [organization.id, action],
    )
  ).rows.map((row: { data: object }) => row.data);

describe('a team’s name', () => {
  test('is taken in its organization whatever the case, and free in another and after the team was archived', async () => {
    const teamId = await team('Data');
    expect(await refusal(team('DATA'))).toBe('name-taken');
    expect(await refusal(team('Data', await testOrganization(data)))).toBe('done');
    const ops = await team('Ops');
    expect(await refusal(renameTeam(data.db, organization.id, organization.as, { teamId: ops, name: 'data' }))).toBe(
      'name-taken',
    );
    await archiveTeam(data.db, organization.id, organization.as, { teamId, now });
    expect(await refusal(team('data'))).toBe('done');
  });

  test('is given to one of two who ask at once', async () => {
    const results = await Promise.all([refusal(team('Data')), refusal(team('data'))]);
    expect(results.sort()).toEqual(['done', 'name-taken']);
  });
});

describe('membership of a team', () => {
  test('is added, changed and removed, each recorded, and nothing when nothing changes', async () => {
    const teamId = await team('Data');
    const member = await testMember(data, organization.id);
    const add = (role: 'member' | 'maintainer') =>
      addTeamMember(data.db, organization.id, organization.as, { teamId, memberId: member.id, role, now });
    await add('member');
    await add('member');
    await add('maintainer');
    expect(await findTeam(data.db, organization.id, teamId)).toMatchObject({
      members: [{ member: { id: member.id }, role: 'maintainer' }],
    });
    await removeTeamMember(data.db, organization.id, organization.as, { teamId, memberId: member.id, now });
    expect(await recorded('team.member-added')).toEqual([{ after: { memberId: member.id, role: 'member' } }]);
    expect(await recorded('team.member-role-changed')).toMatchObject([
      { before: { role: 'member' }, after: { role: 'maintainer' } },
    ]);
    expect(await recorded('team.member-removed')).toHaveLength(1);
    const again = removeTeamMember(data.db, organization.id, organization.as, { teamId, memberId: member.id, now });
    expect(await refusal(again)).toBe('not-found');
  });

  test('is refused to who is not active', async () => {
    const teamId = await team('Data');
    const member = await testMember(data, organization.id, { status: 'suspended' });
    const added = addTeamMember(data.db, organization.id, organization.as, {
      teamId,
      memberId: member.id,
      role: 'member',
      now,
    });
    expect(await refusal(added)).toBe('wrong-state');
  });
});

test('a team that owns something can’t be archived until someone else owns it', async () => {
  const teamId = await team('Data');
  const [resourceId = ''] = await registerResources(data.db, organization.id, organization.as, {
    resources: [{ kind: 'pipeline', hostId: 'p', name: 'p', ownerTeamId: teamId }],
    now,
  });
  const archive = () => refusal(archiveTeam(data.db, organization.id, organization.as, { teamId, now }));
  expect(await archive()).toBe('wrong-state');
  await transferResource(data.db, organization.id, organization.as, { resourceId, ownerId: organization.admin, now });
  expect(await archive()).toBe('done');
  expect(await listTeams(data.db, organization.id, {}, { limit: 10 })).toEqual([]);
  expect(await listTeams(data.db, organization.id, { archived: true }, { limit: 10 })).toHaveLength(1);
});

describe('a share', () => {
  test('for the same receiver changes its level, also when given twice at once', async () => {
    const member = await testMember(data, organization.id);
    const [resourceId = ''] = await registerResources(data.db, organization.id, organization.as, {
      resources: [{ kind: 'pipeline', hostId: 'p', name: 'p', ownerId: organization.admin }],
      now,
    });
    const give = (level: 'view' | 'edit') =>
      addShare(data.db, organization.id, organization.as, { resourceId, memberId: member.id, level, now });
    const both = await Promise.all([give('view'), give('view')]);
    expect(both[0]).toEqual(both[1]);
    await give('edit');
    const shares = await listShares(data.db, organization.id, { resourceId }, { limit: 10 });
    expect(shares).toMatchObject([{ id: both[0]?.shareId, member: { id: member.id }, team: null, level: 'edit' }]);
    expect(await recorded('share.added')).toHaveLength(1);
    expect(await recorded('share.changed')).toMatchObject([{ before: { level: 'view' }, after: { level: 'edit' } }]);
    await removeShare(data.db, organization.id, organization.as, { shareId: both[0]?.shareId ?? '', now });
    expect(await listShares(data.db, organization.id, { resourceId }, { limit: 10 })).toEqual([]);
  });

  test('is for one receiver: neither none nor two', async () => {
    const [resourceId = ''] = await registerResources(data.db, organization.id, organization.as, {
      resources: [{ kind: 'pipeline', hostId: 'p', name: 'p', ownerId: organization.admin }],
      now,
    });
    const teamId = await team('Data');
    const give = (receiver: object) =>
      refusal(addShare(data.db, organization.id, organization.as, { resourceId, level: 'view', now, ...receiver }));
    expect(await Promise.all([give({}), give({ teamId, memberId: organization.admin })])).toEqual([
      'invalid-request',
      'invalid-request',
    ]);
  });
});
