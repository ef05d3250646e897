import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { inOrganization } from '../../prisma/client.ts';
import { addBookmark } from '../../prisma/commands/bookmarks/bookmarks.ts';
import { registerGrant } from '../../prisma/commands/connections/grants.ts';
import { revealConnectionSecret, setConnectionSecret } from '../../prisma/commands/connections/secrets.ts';
import { convertApiKey, createApiKey, revokeApiKey } from '../../prisma/commands/credentials/api-keys.ts';
import { revealApiKey, rotateApiKey } from '../../prisma/commands/credentials/rotate-api-key.ts';
import { changeRole } from '../../prisma/commands/members/change-role.ts';
import { reactivateMember } from '../../prisma/commands/members/reactivate.ts';
import { suspendMember } from '../../prisma/commands/members/suspend.ts';
import { changeBillingContact, changeCustodian } from '../../prisma/commands/organizations/change.ts';
import { archiveResource, changeResource } from '../../prisma/commands/resources/change.ts';
import { registerResources } from '../../prisma/commands/resources/register.ts';
import { transferResource } from '../../prisma/commands/resources/transfer.ts';
import { stopUsingConnection, useConnection } from '../../prisma/commands/resources/uses.ts';
import { createServiceAccount } from '../../prisma/commands/service-accounts/create.ts';
import { addShare, removeShare } from '../../prisma/commands/shares/shares.ts';
import { addTeamMember, removeTeamMember } from '../../prisma/commands/teams/members.ts';
import { archiveTeam, createTeam, renameTeam } from '../../prisma/commands/teams/teams.ts';
import { findConnection } from '../../prisma/queries/connections/list.ts';
import { findApiKey } from '../../prisma/queries/credentials/list.ts';
import { findMember, listMembers } from '../../prisma/queries/members/list.ts';
import { findOrganization } from '../../prisma/queries/organizations/find.ts';
import { findResource, listResources } from '../../prisma/queries/resources/list.ts';
import { findShare } from '../../prisma/queries/shares/list.ts';
import { findTeam } from '../../prisma/queries/teams/list.ts';
import { sqlState } from '../../prisma/retry.ts';
import {
  type TestData,
  testData,
  testMember,
  type TestOrganization,
  testOrganization,
} from '../support/organization.ts';

let data: TestData;
let here: TestOrganization;
let there: TestOrganization;
const now = new Date();

/** One of everything, in an organization. */
interface Furnished {
  member: string;
  team: string;
  pipeline: string;
  connection: string;
  share: string;
  key: string;
  robot: string;
}
let theirs: Furnished;
let ours: Furnished;

beforeAll(async () => {
  data = await testData();
  here = await testOrganization(data);
  there = await testOrganization(data);
  ours = await furnish(here);
  theirs = await furnish(there);
});
afterAll(() => data.close());

async function furnish({ id, as }: TestOrganization): Promise<Furnished> {
  const { db, secrets } = data;
  const member = await testMember(data, id);
  const { teamId: team } = await createTeam(db, id, as, { name: 'Data', now });
  await addTeamMember(db, id, as, { teamId: team, memberId: member.id, role: 'member', now });
  const [connection = ''] = await registerResources(db, id, as, {
    resources: [
      {
        kind: 'connection',
        hostId: 'warehouse',
        name: 'Warehouse',
        ownerId: member.id,
        connection: { provider: 'p', auth: 'oauth' },
      },
    ],
    now,
  });
  const [pipeline = ''] = await registerResources(db, id, as, {
    resources: [
      {
        kind: 'pipeline',
        hostId: 'nightly',
        name: 'Nightly',
        ownerId: member.id,
        runsAsId: member.id,
        connectionIds: [connection],
      },
    ],
    now,
  });
  await setConnectionSecret(db, secrets, id, as, { connectionId: connection, secret: 's', now });
  await registerGrant(db, secrets, id, as, {
    connectionId: connection,
    memberId: member.id,
    provider: 'p',
    scopes: [],
    now,
  });
  const { shareId: share } = await addShare(db, id, as, { resourceId: pipeline, teamId: team, level: 'edit', now });
  const { memberId: robot } = await createServiceAccount(db, id, as, {
    name: 'CI',
    purpose: 'ci',
    role: 'member',
    now,
  });
  const { credentialId: key } = await createApiKey(db, id, as, {
    holderId: member.id,
    name: 'k',
    scopes: ['read'],
    now,
  });
  await addBookmark(db, id, as, { memberId: member.id, resourceId: pipeline, now });
  return { member: member.id, team, pipeline, connection, share, key, robot };
}

describe('in the transaction of one organization', () => {
  const tables = async () =>
    (
      await data.owner.query<{ name: string }>(
        `SELECT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'organization_id'
         WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' ORDER BY 1`,
      )
    ).rows.map(({ name }) => name);
  const attempt = (organization: string, sql: string) =>
    inOrganization(data.db, organization, (tx) => tx.$queryRawUnsafe<{ n?: number }[]>(sql)).then(
      (rows) => rows[0]?.n ?? 0,
      (error: unknown) => sqlState(error),
    );

  test('no table shows a row of another', async () => {
    let filled = 0;
    for (const table of await tables()) {
      const { rows } = await data.owner.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM ${table} WHERE organization_id = '${there.id}'`,
      );
      filled += Math.min(rows[0]?.n ?? 0, 1);
      const seen = await attempt(
        here.id,
        `SELECT count(*)::int AS n FROM ${table} WHERE organization_id = '${there.id}'`,
      );
      expect([table, seen]).toEqual([table, 0]);
    }
    expect(filled).toBeGreaterThan(15);
  });

  test('no table takes a row for another, nor gives one away', async () => {
    for (const table of await tables()) {
      const given = await attempt(here.id, `INSERT INTO ${table} (organization_id) VALUES ('${there.id}')`);
      const moved = await attempt(
        here.id,
        `WITH u AS (UPDATE ${table} SET organization_id = '${there.id}' RETURNING 1) SELECT count(*)::int AS n FROM u`,
      );
      expect([table, given]).toEqual([table, '42501']);
      expect([table, moved === 0 || moved === '42501']).toEqual([table, true]);
    }
  });

  test('no row of another can be changed or deleted', async () => {
    for (const table of await tables()) {
      const where = `WHERE organization_id = '${there.id}' RETURNING 1`;
      const changed = await attempt(
        here.id,
        `WITH u AS (UPDATE ${table} SET organization_id = organization_id ${where}) SELECT count(*)::int AS n FROM u`,
      );
      const deleted = await attempt(
        here.id,
        `WITH u AS (DELETE FROM ${table} ${where}) SELECT count(*)::int AS n FROM u`,
      );
      for (const outcome of [changed, deleted])
        expect([table, outcome === 0 || outcome === '42501']).toEqual([table, true]);
    }
  });

  test('the other organization itself is not there', async () => {
    const found = await inOrganization(data.db, here.id, (tx) => tx.organization.findMany({ select: { id: true } }));
    expect(found).toEqual([{ id: here.id }]);
  });

  test('persons can be seen only if they are its members, and not be changed', async () => {
    const seen = await inOrganization(data.db, here.id, (tx) => tx.person.findMany({ select: { id: true } }));
    expect(seen.map(({ id }) => id)).toContain(here.adminPerson);
    expect(seen.map(({ id }) => id)).not.toContain(there.adminPerson);
    expect(await inOrganization(data.db, here.id, (tx) => tx.personEmail.count())).toBe(0);
    expect(
      await attempt(
        here.id,
        `WITH u AS (UPDATE sessions SET revoked_at = now() RETURNING 1) SELECT count(*)::int AS n FROM u`,
      ),
    ).toBe(0);
  });
});

test('a command that is given another organization’s id answers as for one that does not exist, and records nothing', async () => {
  const { db, secrets } = data;
  const at = { now };
  const commands: { [name: string]: (of: Furnished) => Promise<unknown> } = {
    suspendMember: (of) => suspendMember(db, here.id, here.as, { memberId: of.member, reason: '-', ...at }),
    reactivateMember: (of) => reactivateMember(db, here.id, here.as, { memberId: of.member, reason: '-', ...at }),
    changeRole: (of) => changeRole(db, here.id, here.as, { memberId: of.member, role: 'viewer', ...at }),
    changeCustodian: (of) => changeCustodian(db, here.id, here.as, { memberId: of.member }),
    changeBillingContact: (of) => changeBillingContact(db, here.id, here.as, { memberId: of.member }),
    renameTeam: (of) => renameTeam(db, here.id, here.as, { teamId: of.team, name: 'x' }),
    archiveTeam: (of) => archiveTeam(db, here.id, here.as, { teamId: of.team, ...at }),
    'addTeamMember: team': (of) =>
      addTeamMember(db, here.id, here.as, { teamId: of.team, memberId: ours.member, role: 'member', ...at }),
    'addTeamMember: member': (of) =>
      addTeamMember(db, here.id, here.as, { teamId: ours.team, memberId: of.member, role: 'member', ...at }),
    removeTeamMember: (of) => removeTeamMember(db, here.id, here.as, { teamId: of.team, memberId: of.member, ...at }),
    'addShare: resource': (of) =>
      addShare(db, here.id, here.as, { resourceId: of.pipeline, memberId: ours.member, level: 'view', ...at }),
    'addShare: member': (of) =>
      addShare(db, here.id, here.as, { resourceId: ours.pipeline, memberId: of.member, level: 'view', ...at }),
    'addShare: team': (of) =>
      addShare(db, here.id, here.as, { resourceId: ours.pipeline, teamId: of.team, level: 'view', ...at }),
    removeShare: (of) => removeShare(db, here.id, here.as, { shareId: of.share, ...at }),
    changeResource: (of) => changeResource(db, here.id, here.as, { resourceId: of.pipeline, name: 'x' }),
    archiveResource: (of) => archiveResource(db, here.id, here.as, { resourceId: of.pipeline, ...at }),
    'transferResource: resource': (of) =>
      transferResource(db, here.id, here.as, { resourceId: of.pipeline, ownerId: ours.member, ...at }),
    'transferResource: owner': (of) =>
      transferResource(db, here.id, here.as, { resourceId: ours.pipeline, ownerId: of.member, ...at }),
    'transferResource: team': (of) =>
      transferResource(db, here.id, here.as, { resourceId: ours.pipeline, ownerTeamId: of.team, ...at }),
    'transferResource: runs-as': (of) =>
      transferResource(db, here.id, here.as, { resourceId: ours.pipeline, runsAsId: of.member, ...at }),
    'registerResources: owner': (of) => register(of.member, {}),
    'registerResources: target': (of) => register(ours.member, { targetId: of.pipeline }),
    'registerResources: team': (of) => register(ours.member, { teamId: of.team }),
    'registerResources: author': (of) => register(ours.member, { authorId: of.member }),
    'registerResources: connection': (of) => register(ours.member, { connectionIds: [of.connection] }),
    'useConnection: resource': (of) =>
      useConnection(db, here.id, here.as, { resourceId: of.pipeline, connectionId: ours.connection, ...at }),
    'useConnection: connection': (of) =>
      useConnection(db, here.id, here.as, { resourceId: ours.pipeline, connectionId: of.connection, ...at }),
    stopUsingConnection: (of) =>
      stopUsingConnection(db, here.id, here.as, { resourceId: of.pipeline, connectionId: of.connection, ...at }),
    setConnectionSecret: (of) =>
      setConnectionSecret(db, secrets, here.id, here.as, { connectionId: of.connection, secret: 'x', ...at }),
    revealConnectionSecret: (of) =>
      revealConnectionSecret(db, secrets, here.id, here.as, { connectionId: of.connection, ...at }),
    'registerGrant: connection': (of) =>
      registerGrant(db, secrets, here.id, here.as, {
        connectionId: of.connection,
        memberId: ours.member,
        provider: 'p',
        scopes: [],
        ...at,
      }),
    createApiKey: (of) =>
      createApiKey(db, here.id, here.as, { holderId: of.member, name: 'k', scopes: ['read'], ...at }),
    revokeApiKey: (of) => revokeApiKey(db, here.id, here.as, { credentialId: of.key, ...at }),
    rotateApiKey: (of) => rotateApiKey(db, here.id, here.as, { credentialId: of.key, graceUntil: now, ...at }),
    revealApiKey: (of) => revealApiKey(db, secrets, here.id, here.as, { credentialId: of.key, ...at }),
    'convertApiKey: key': (of) =>
      convertApiKey(db, here.id, here.as, { credentialId: of.key, serviceAccountId: ours.robot, ...at }),
    'convertApiKey: receiver': (of) =>
      convertApiKey(db, here.id, here.as, { credentialId: ours.key, serviceAccountId: of.robot, ...at }),
    addBookmark: (of) => addBookmark(db, here.id, here.as, { memberId: ours.member, resourceId: of.pipeline, ...at }),
  };
  const register = (ownerId: string, more: object) =>
    registerResources(db, here.id, here.as, {
      resources: [{ kind: 'schedule', hostId: crypto.randomUUID(), name: 's', ownerId, ...more }],
      now,
    });
  const nobody = Object.fromEntries(
    Object.keys(theirs).map((key) => [key, crypto.randomUUID()]),
  ) as unknown as Furnished;
  const said = (work: Promise<unknown>) =>
    work.then(
      () => 'done',
      (error: Error & { facts?: object }) => `${error.name} ${JSON.stringify(error.facts)}`,
    );
  const before = await data.owner.query('SELECT organization_id, sequence FROM audit_heads ORDER BY 1');
  for (const [name, command] of Object.entries(commands)) {
    const [foreign, missing] = [await said(command(theirs)), await said(command(nobody))];
    expect([name, foreign]).toEqual([name, missing]);
    expect([name, foreign.split(' ')[0]]).toEqual([name, 'not-found']);
  }
  expect((await data.owner.query('SELECT organization_id, sequence FROM audit_heads ORDER BY 1')).rows).toEqual(
    before.rows,
  );
});

test('a query that is given another organization’s id finds nothing', async () => {
  const { db } = data;
  expect(await findMember(db, here.id, theirs.member)).toBeNull();
  expect(await findTeam(db, here.id, theirs.team)).toBeNull();
  expect(await findResource(db, here.id, { resourceId: theirs.pipeline, now })).toBeNull();
  expect(await findConnection(db, here.id, theirs.connection)).toBeNull();
  expect(await findShare(db, here.id, theirs.share)).toBeNull();
  expect(await findApiKey(db, here.id, theirs.key)).toBeNull();
  expect(await findOrganization(db, crypto.randomUUID())).toBeNull();
  const members = await listMembers(db, here.id, { teamId: theirs.team }, { order: { by: 'name' }, limit: 10 });
  const resources = await listResources(
    db,
    here.id,
    { ownerId: theirs.member },
    { order: { by: 'name' }, limit: 10, now },
  );
  expect([members, resources]).toEqual([[], []]);
});
