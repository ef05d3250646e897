// Arbitrary organizations with one who leaves, and arbitrary changes by others afterwards.
import { randomBytes, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { inOrganization } from '../../prisma/client.ts';
import { syncExposures } from '../../prisma/commands/connections/exposures.ts';
import { registerResources } from '../../prisma/commands/resources/register.ts';
import { transferResource } from '../../prisma/commands/resources/transfer.ts';
import { useConnection } from '../../prisma/commands/resources/uses.ts';
import { addShare } from '../../prisma/commands/shares/shares.ts';
import { archiveTeam } from '../../prisma/commands/teams/teams.ts';
import { type TestData, testMember, type TestOrganization, testOrganization } from '../support/organization.ts';

/** Index of a person: 0 is who leaves. */
const person = fc.nat(4);
const holder = fc.oneof(fc.constant(0), fc.constant(0), person);
const level = fc.constantFrom('view', 'use', 'edit', 'manage');

export const shapes = fc.record({
  roles: fc.tuple(
    fc.constantFrom('member', 'admin'),
    fc.constantFrom('member', 'admin'),
    fc.constantFrom('viewer', 'member'),
    fc.constantFrom('member', 'admin'),
    fc.constantFrom('viewer', 'member'),
  ),
  managerOf: fc.uniqueArray(fc.integer({ min: 1, max: 4 }), { maxLength: 3 }),
  sponsorOf: fc.uniqueArray(fc.constantFrom(2, 4), { maxLength: 2 }),
  billingContact: fc.boolean(),
  custodian: fc.boolean(),
  suspended: fc.boolean(),
  teams: fc.array(fc.tuple(fc.nat(1), person, fc.constantFrom('member', 'maintainer')), { maxLength: 6 }),
  connections: fc.array(fc.record({ owner: holder, team: fc.nat(3), ofTeam: fc.boolean() }), {
    minLength: 1,
    maxLength: 4,
  }),
  pipelines: fc.array(
    fc.record({
      owner: holder,
      runsAs: holder,
      team: fc.nat(3),
      uses: fc.uniqueArray(fc.nat(3), { maxLength: 2 }),
      archived: fc.nat(6),
    }),
    { maxLength: 5 },
  ),
  schedules: fc.array(fc.record({ owner: holder, runsAs: holder, target: fc.nat(4) }), { maxLength: 4 }),
  shares: fc.array(fc.record({ object: fc.nat(8), to: fc.oneof(holder, fc.constantFrom(5, 6)), level }), {
    maxLength: 8,
  }),
  bookmarks: fc.uniqueArray(fc.nat(8), { maxLength: 3 }),
  approvals: fc.array(
    fc.record({
      stage: fc.nat(1),
      approvers: fc.uniqueArray(fc.tuple(fc.nat(2), holder), { minLength: 1, maxLength: 5, selector: String }),
    }),
    { maxLength: 2 },
  ),
  invitations: fc.array(fc.record({ inviter: holder, sponsor: holder }), { maxLength: 2 }),
  keys: fc.nat(2),
  serviceKeys: fc.nat(1),
  grants: fc.nat(1),
  /** who gets all that no rule nearer has decided */
  rest: fc.boolean(),
  batch: fc.integer({ min: 1, max: 9 }),
});
export type Shape = typeof shapes extends fc.Arbitrary<infer S> ? S : never;

export interface Generated {
  organization: TestOrganization;
  people: string[];
  teams: string[];
  connections: string[];
  pipelines: string[];
  schedules: string[];
}

/** Past the commands, because it is many rows: what they leave behind when all of it was done long ago. */
export async function made(data: TestData, shape: Shape): Promise<Generated> {
  const organization = await testOrganization(data);
  const { id } = organization;
  const people: string[] = [];
  for (const role of shape.roles) people.push((await testMember(data, id, { role })).id);
  const who = (index: number) => people[index] ?? organization.admin;
  const insert = async (table: string, rows: readonly { [column: string]: unknown }[]) => {
    for (const row of rows) {
      const all: { [column: string]: unknown } = { organization_id: id, ...row };
      const names = Object.keys(all).map((name) => `"${name}"`);
      const values = Object.keys(all).map((_, index) => `$${index + 1}`);
      await data.owner.query(
        `INSERT INTO ${table} (${names.join(', ')}) VALUES (${values.join(', ')}) ON CONFLICT DO NOTHING`,
        Object.values(all),
      );
    }
  };
  const ids = (list: readonly unknown[]) => list.map(() => randomUUID());
  const long = new Date(Date.now() - 90 * 86_400_000);
  const teams = ids([0, 1]);
  await insert(
    'teams',
    teams.map((team, index) => ({ id: team, name: `Team ${index}` })),
  );
  await insert(
    'team_members',
    shape.teams.map(([team, member, role]) => ({ team_id: teams[team], member_id: who(member), role, since: long })),
  );
  const made = {
    connections: ids(shape.connections),
    pipelines: ids(shape.pipelines),
    schedules: ids(shape.schedules),
  };
  const resource = (rowId: string | undefined, kind: string) => ({
    id: rowId,
    kind,
    host_id: rowId,
    name: kind,
    created_at: long,
  });
  const teamOf = (index: number) => teams[index] ?? null;
  await insert(
    'resources',
    shape.connections.map(({ owner, team, ofTeam }, index) => ({
      ...resource(made.connections[index], 'connection'),
      ...(ofTeam && teamOf(team) !== null ? { owner_team_id: teamOf(team) } : { owner_id: able(shape, owner, who) }),
      team_id: teamOf(team),
    })),
  );
  await insert(
    'connections',
    made.connections.map((connection) => ({ resource_id: connection, provider: 'warehouse', auth: 'oauth' })),
  );
  await insert(
    'resources',
    shape.pipelines.map(({ owner, runsAs, team, archived }, index) => ({
      ...resource(made.pipelines[index], 'pipeline'),
      owner_id: able(shape, owner, who),
      runs_as_id: able(shape, runsAs, who),
      team_id: teamOf(team),
      archived_at: archived === 0 ? long : null,
    })),
  );
  await insert(
    'resources',
    shape.schedules.flatMap(({ owner, runsAs, target }, index) => {
      const targetId = made.pipelines[target];
      if (targetId === undefined) return [];
      const runs = { target_id: targetId, every_seconds: 60, next_run_at: new Date(Date.now() + 60_000) };
      return [
        {
          ...resource(made.schedules[index], 'schedule'),
          owner_id: able(shape, owner, who),
          runs_as_id: able(shape, runsAs, who),
          ...runs,
        },
      ];
    }),
  );
  const all = [...made.connections, ...made.pipelines];
  await insert(
    'connection_uses',
    shape.pipelines.flatMap(({ uses }, index) =>
      uses.flatMap((use) =>
        made.connections[use] === undefined
          ? []
          : [{ resource_id: made.pipelines[index], connection_id: made.connections[use], since: long }],
      ),
    ),
  );
  await insert(
    'shares',
    shape.shares.flatMap(({ object, to, level: given }) => {
      const to_ = to > 4 ? { team_id: teams[to - 5] } : { member_id: who(to) };
      return all[object] === undefined
        ? []
        : [{ id: randomUUID(), resource_id: all[object], level: given, created_at: long, ...to_ }];
    }),
  );
  await insert(
    'bookmarks',
    shape.bookmarks.flatMap((object) =>
      all[object] === undefined ? [] : [{ member_id: who(0), resource_id: all[object], created_at: long }],
    ),
  );
  await duties(data, { organization, people, teams, ...made }, shape, insert);
  await secrets(data, { organization, people, teams, ...made }, shape, insert);
  return { organization, people, teams, ...made };
}

/** A viewer holds nothing. */
const able = ({ roles }: Shape, index: number, who: (index: number) => string) =>
  who(roles[index] === 'viewer' ? 0 : index);

type Insert = (table: string, rows: readonly { [column: string]: unknown }[]) => Promise<void>;

async function duties(
  data: TestData,
  { organization, people }: Generated,
  shape: Shape,
  insert: Insert,
): Promise<void> {
  const { id, admin } = organization;
  const [leaver] = people;
  const who = (index: number) => people[index] ?? admin;
  const soon = new Date(Date.now() + 60 * 86_400_000);
  for (const member of shape.managerOf)
    await data.owner.query('UPDATE members SET manager_id = $2 WHERE id = $1', [who(member), leaver]);
  for (const member of shape.sponsorOf)
    await data.owner.query(`UPDATE members SET sponsor_id = $2, relationship = 'guest', ends_at = $3 WHERE id = $1`, [
      who(member),
      leaver,
      soon,
    ]);
  if (shape.billingContact)
    await data.owner.query('UPDATE organizations SET billing_contact_id = $2 WHERE id = $1', [id, leaver]);
  if (shape.custodian) await data.owner.query('UPDATE organizations SET custodian_id = $2 WHERE id = $1', [id, leaver]);
  for (const { stage, approvers } of shape.approvals) {
    const approval = randomUUID();
    await insert('approvals', [
      {
        id: approval,
        subject: 'invitation',
        subject_id: randomUUID(),
        requested_by_id: admin,
        stages: '[{},{},{}]',
        stage,
        facts_hash: 'x',
        deadline: soon,
      },
    ]);
    await insert(
      'approval_approvers',
      approvers.map(([at, member]) => ({ approval_id: approval, stage: at, member_id: who(member) })),
    );
  }
  await insert(
    'invitations',
    shape.invitations.map(({ inviter, sponsor }) => ({
      id: randomUUID(),
      status: 'sent',
      email: `${randomUUID()}@guests.example`,
      inviter_id: who(inviter),
      sponsor_id: who(sponsor),
    })),
  );
}

async function secrets(
  data: TestData,
  { organization, people, connections }: Generated,
  shape: Shape,
  insert: Insert,
): Promise<void> {
  const { id } = organization;
  const [leaver] = people;
  const key = (holder: string | undefined) => ({
    id: randomUUID(),
    kind: 'api_key',
    name: 'key',
    holder_id: holder,
    hash: randomBytes(32),
    created_by_id: leaver,
  });
  await insert(
    'credentials',
    Array.from({ length: shape.keys }, () => key(leaver)),
  );
  if (shape.serviceKeys > 0) {
    const robot = randomUUID();
    await insert('members', [{ id: robot, kind: 'service_account', status: 'active', role: 'member', name: 'CI' }]);
    const made = key(robot);
    await insert('credentials', [made]);
    await insert('exposures', [{ credential_id: made.id, member_id: leaver, how: 'created' }]);
  }
  await insert(
    'credentials',
    connections.map((connection) => ({
      id: randomUUID(),
      kind: 'connection_secret',
      name: 'secret',
      connection_id: connection,
      secret_box: randomBytes(8),
    })),
  );
  await inOrganization(data.db, id, (tx) => syncExposures(tx, connections, new Date()));
  if (shape.grants > 0)
    await insert('grants', [
      { id: randomUUID(), connection_id: connections[0], member_id: leaver, provider: 'warehouse' },
    ]);
}

export const changes = fc.array(
  fc.oneof(
    fc.record({
      what: fc.constant('transfer' as const),
      object: fc.nat(12),
      to: fc.integer({ min: 1, max: 5 }),
      which: fc.constantFrom('owner', 'runs-as'),
    }),
    fc.record({ what: fc.constant('share' as const), object: fc.nat(8), to: fc.integer({ min: 1, max: 4 }), level }),
    fc.record({ what: fc.constant('use' as const), object: fc.nat(4), connection: fc.nat(3) }),
    fc.record({ what: fc.constant('build' as const), by: fc.integer({ min: 1, max: 5 }), connection: fc.nat(3) }),
    fc.record({ what: fc.constant('archive-team' as const), team: fc.nat(1) }),
  ),
  { maxLength: 5 },
);
export type Changed = typeof changes extends fc.Arbitrary<(infer C)[]> ? C : never;

/** By the first admin, through the commands; what is refused is not done. */
export async function change({ db }: TestData, made: Generated, one: Changed): Promise<void> {
  const { organization, people, connections, pipelines, schedules, teams } = made;
  const { id, as } = organization;
  const now = new Date();
  const all = [...connections, ...pipelines, ...schedules];
  const who = (index: number) => people[index] ?? organization.admin;
  try {
    switch (one.what) {
      case 'transfer': {
        const to = one.which === 'owner' ? { ownerId: who(one.to) } : { runsAsId: who(one.to) };
        return await transferResource(db, id, as, { resourceId: all[one.object] ?? '', ...to, now });
      }
      case 'share':
        return void (await addShare(db, id, as, {
          resourceId: all[one.object] ?? '',
          memberId: who(one.to),
          level: one.level as 'use',
          now,
        }));
      case 'use':
        return await useConnection(db, id, as, {
          resourceId: pipelines[one.object] ?? '',
          connectionId: connections[one.connection] ?? '',
          now,
        });
      case 'build': {
        const resource = {
          kind: 'pipeline',
          hostId: randomUUID(),
          name: 'New',
          ownerId: who(one.by),
          runsAsId: who(one.by),
        };
        const connectionIds = connections.slice(one.connection, one.connection + 1);
        return void (await registerResources(db, id, as, { resources: [{ ...resource, connectionIds }], now }));
      }
      case 'archive-team':
        return await archiveTeam(db, id, as, { teamId: teams[one.team] ?? '', now });
    }
  } catch {
    // an id that is not there, or a rule against it: then nobody has changed anything
  }
}
