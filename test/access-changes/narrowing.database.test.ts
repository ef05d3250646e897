import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { makeAccessChange, previewAccessChange } from '../../prisma/commands/access-changes/make.ts';
import { archiveCustomRole } from '../../prisma/commands/custom-roles/archive.ts';
import { removePermission } from '../../prisma/commands/custom-roles/change.ts';
import { createCustomRole } from '../../prisma/commands/custom-roles/create.ts';
import { changeRole } from '../../prisma/commands/members/change-role.ts';
import { registerResources } from '../../prisma/commands/resources/register.ts';
import { addShare } from '../../prisma/commands/shares/shares.ts';
import { addTeamMember } from '../../prisma/commands/teams/members.ts';
import { archiveTeam, createTeam } from '../../prisma/commands/teams/teams.ts';
import type { Permission } from '../../rules/access/types.ts';
import type { AccessChange } from '../../rules/access-changes/effects.ts';
import { asking, signedIn, silentEngine, testApi } from '../http/support/api.ts';
import {
  type TestData,
  testData,
  testMember,
  type TestOrganization,
  testOrganization,
} from '../support/organization.ts';

let data: TestData;
let organization: TestOrganization;
let ben: Awaited<ReturnType<typeof testMember>>;
let cleo: Awaited<ReturnType<typeof testMember>>;
let teamId: string;
let warehouse: string;
let pipeline: string;
const now = () => new Date();

beforeAll(async () => {
  data = await testData();
});
afterAll(() => data.close());

/** Ben’s pipeline runs on a connection that is shared with team Data, where Cleo is too. */
beforeEach(async () => {
  const { db } = data;
  organization = await testOrganization(data);
  const { id, as } = organization;
  ben = await testMember(data, id, { name: 'Ben' });
  cleo = await testMember(data, id, { name: 'Cleo' });
  ({ teamId } = await createTeam(db, id, as, { name: 'Data', now: now() }));
  for (const memberId of [ben.id, cleo.id])
    await addTeamMember(db, id, as, { teamId, memberId, role: 'member', now: now() });
  const connection = { provider: 'warehouse', auth: 'secret' } as const;
  const register = async (resource: Parameters<typeof registerResources>[3]['resources'][number]) =>
    (await registerResources(db, id, as, { resources: [resource], now: now() }))[0] ?? '';
  const ofAdmin = { name: 'Warehouse', ownerId: organization.admin, connection };
  warehouse = await register({ kind: 'connection', hostId: 'warehouse', ...ofAdmin });
  await addShare(db, id, as, { resourceId: warehouse, teamId, level: 'use', now: now() });
  const own = { ownerId: ben.id, runsAsId: ben.id, connectionIds: [warehouse] };
  pipeline = await register({ kind: 'pipeline', hostId: 'nightly', name: 'Nightly', ...own });
});

const preview = (change: AccessChange) =>
  previewAccessChange(data.db, organization.id, organization.as, { change, successors: [], now: now() });
const make = (change: AccessChange, planHash: string) =>
  makeAccessChange(data.db, data.secrets, organization.id, organization.as, {
    change,
    successors: [],
    planHash,
    now: now(),
  });
const outcome = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: Error) => error.name,
  );
const runsAs = async () =>
  (await data.owner.query<{ by: string }>('SELECT runs_as_id AS by FROM resources WHERE id = $1', [pipeline])).rows[0]
    ?.by;

/** A custom role of these, given to someone. */
async function holding(memberId: string, name: string, permissions: Permission[], parentId?: string): Promise<string> {
  const buildsOn = parentId === undefined ? ({ role: 'member' } as const) : { customRoleId: parentId };
  const role = { name, buildsOn, permissions, now: now() };
  const { customRoleId } = await createCustomRole(data.db, organization.id, organization.as, role);
  await changeRole(data.db, organization.id, organization.as, { memberId, customRoleId, now: now() });
  return customRoleId;
}
const remove = (customRoleId: string, permission: Permission) =>
  outcome(removePermission(data.db, organization.id, organization.as, { customRoleId, permission, now: now() }));

test('a team whose end stops automation is archived only as it was previewed, and what ran by it goes on as somebody else', async () => {
  const change: AccessChange = { kind: 'archive-team', teamId };
  const archive = () => outcome(archiveTeam(data.db, organization.id, organization.as, { teamId, now: now() }));
  expect(await archive()).toBe('automation-would-stop');
  const seen = await preview(change);
  expect(seen.memberIds).toEqual([ben.id, cleo.id].sort());
  expect(seen.lost.map(({ memberId, resourceId, actions }) => [memberId, resourceId, actions])).toEqual(
    [ben.id, cleo.id].sort().map((id) => [id, warehouse, ['view', 'use']]),
  );
  expect(seen.items).toMatchObject([{ kind: 'resource-runs-as', objectId: pipeline, successorId: organization.admin }]);
  expect(await runsAs()).toBe(ben.id);
  await make(change, seen.hash);
  expect(await runsAs()).toBe(organization.admin);
  expect(await outcome(preview(change))).toBe('wrong-state');
});

test('a team by which nothing runs is archived at once', async () => {
  await data.owner.query('DELETE FROM connection_uses WHERE resource_id = $1', [pipeline]);
  expect(await outcome(archiveTeam(data.db, organization.id, organization.as, { teamId, now: now() }))).toBe('done');
});

test('a permission that automation needs is taken only as it was previewed, from what builds on it as well', async () => {
  const parent = await holding(cleo.id, 'Operator', ['view', 'use', 'run', 'edit']);
  const child = await holding(ben.id, 'Night operator', ['view', 'use', 'run'], parent);
  expect(await remove(parent, 'edit')).toBe('done');
  for (const permission of ['use', 'run'] as const)
    expect(await remove(parent, permission)).toBe('automation-would-stop');
  const change: AccessChange = { kind: 'remove-permission', customRoleId: parent, permission: 'use' };
  const seen = await preview(change);
  expect(seen.memberIds).toEqual([ben.id, cleo.id].sort());
  expect(seen.lost).toContainEqual({ memberId: ben.id, resourceId: warehouse, actions: ['use'] });
  expect(seen.refused.map(({ automationId }) => automationId)).toContain(pipeline);
  await make(change, seen.hash);
  expect(await runsAs()).toBe(organization.admin);
  const { rows } = await data.owner.query<{ permissions: string }>(
    'SELECT permissions::text FROM custom_roles WHERE id = ANY($1)',
    [[parent, child]],
  );
  expect(rows.every(({ permissions }) => !permissions.includes('use'))).toBe(true);
});

test('a custom role whose replacement stops automation is archived only as it was previewed', async () => {
  const customRoleId = await holding(ben.id, 'Operator', ['view', 'use', 'run']);
  const reader = await createCustomRole(data.db, organization.id, organization.as, {
    name: 'Reader',
    buildsOn: { role: 'member' },
    permissions: ['view'],
    now: now(),
  });
  const archive = (replacement: { customRoleId: string } | null) =>
    outcome(archiveCustomRole(data.db, organization.id, organization.as, { customRoleId, replacement, now: now() }));
  expect(await archive(reader)).toBe('automation-would-stop');
  const change: AccessChange = { kind: 'archive-custom-role', customRoleId, replacement: reader };
  const seen = await preview(change);
  expect(seen.items).toMatchObject([{ objectId: pipeline, successorId: organization.admin }]);
  await make(change, seen.hash);
  expect(await runsAs()).toBe(organization.admin);
  expect(await archive(null)).toBe('wrong-state');
});

test('of two who make the same change at once one does, and somebody who joins the team meanwhile changes what was seen', async () => {
  const change: AccessChange = { kind: 'archive-team', teamId };
  const { hash } = await preview(change);
  const late = await testMember(data, organization.id, { name: 'Late' });
  const joins = { teamId, memberId: late.id, role: 'member', now: now() } as const;
  await addTeamMember(data.db, organization.id, organization.as, joins);
  expect(await outcome(make(change, hash))).toBe('plan-changed');
  const again = (await preview(change)).hash;
  const both = await Promise.all([outcome(make(change, again)), outcome(make(change, again))]);
  expect(both.sort()).toEqual(['done', 'wrong-state']);
});

test('over HTTP the three changes are previewed, and a permission that every custom role has is refused by its field', async () => {
  const api = await testApi(data, { engine: silentEngine });
  const ask = asking(api, await signedIn(api, data, organization.adminEmail));
  const customRoleId = await holding(ben.id, 'Operator', ['view', 'use', 'run']);
  const seen = (change: AccessChange | { kind: string; customRoleId: string; permission: string }) =>
    ask('POST', `/v1/organizations/${organization.id}/access-changes/preview`, { body: { change } });
  const permission: AccessChange = { kind: 'remove-permission', customRoleId, permission: 'run' };
  for (const change of [{ kind: 'archive-team', teamId } as const, permission]) {
    const { json } = await seen(change);
    expect(json.members.map(({ id }: { id: string }) => id)).toContain(ben.id);
    expect(json.refused).toMatchObject([{ automation: { id: pipeline }, runsAs: { id: ben.id } }]);
    expect(json.items).toMatchObject([{ objectId: pipeline, successor: { id: organization.admin } }]);
  }
  const widened = await seen({ kind: 'archive-custom-role', customRoleId, replacement: { customRoleId: null } });
  expect(widened.json).toMatchObject({ refusedTotal: 0, lostTotal: 0 });
  const refused = await seen({ kind: 'remove-permission', customRoleId, permission: 'view' });
  expect([refused.status, JSON.stringify(refused.json)]).toEqual([400, expect.stringContaining('permission')]);
  await api.close();
});
