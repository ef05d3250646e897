import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { inOrganization } from '../../prisma/client.ts';
import { createCustomRole } from '../../prisma/commands/custom-roles/create.ts';
import { accessFacts, type Question } from '../../prisma/queries/access/facts.ts';
import { listResources } from '../../prisma/queries/resources/list.ts';
import { decide } from '../../rules/access/decide.ts';
import type { Action, Level, MemberStatus, OrgRole, Permission } from '../../rules/access/types.ts';
import { type TestData, testData, type TestOrganization, testOrganization } from '../support/organization.ts';

// Two SQL conditions say for whole sets what rules/access/decide.ts says for one question: which resources someone sees, and who could reveal a secret.
// Random organizations hold them together.
let data: TestData;
let organization: TestOrganization;
let customRoles: string[];
beforeAll(async () => {
  data = await testData();
  organization = await testOrganization(data);
  const make = (name: string, permissions: Permission[]) =>
    createCustomRole(data.db, organization.id, organization.as, {
      name,
      buildsOn: { role: 'member' },
      permissions,
      now: new Date(),
    });
  const made = [await make('Revealing', ['reveal']), await make('Editing', ['edit', 'share'])];
  customRoles = made.map(({ customRoleId }) => customRoleId);
});
afterAll(() => data.close());

interface World {
  members: { role: OrgRole; status: MemberStatus; customRole: number | null }[];
  teams: { archived: boolean; members: { member: number; maintainer: boolean }[] }[];
  resources: { connection: boolean; archived: boolean; owner: number; ownerTeam: number | null; team: number | null }[];
  shares: { resource: number; member: number | null; team: number | null; level: Level }[];
}

const index = fc.nat({ max: 4 });
const perhaps = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { freq: 2 });
const world: fc.Arbitrary<World> = fc.record({
  members: fc.array(
    fc.record({
      role: fc.constantFrom<OrgRole>('viewer', 'member', 'member'),
      customRole: fc.option(fc.nat({ max: 1 }), { freq: 2 }),
      status: fc.constantFrom<MemberStatus>('active', 'active', 'active', 'suspended', 'deactivated'),
    }),
    { minLength: 5, maxLength: 5 },
  ),
  teams: fc.array(
    fc.record({
      archived: fc.nat({ max: 4 }).map((n) => n === 0),
      members: fc.uniqueArray(fc.record({ member: index, maintainer: fc.boolean() }), {
        selector: ({ member }) => member,
        maxLength: 4,
      }),
    }),
    { minLength: 5, maxLength: 5 },
  ),
  resources: fc.array(
    fc.record({
      connection: fc.boolean(),
      archived: fc.nat({ max: 5 }).map((n) => n === 0),
      owner: index,
      ownerTeam: perhaps(index),
      team: perhaps(index),
    }),
    { minLength: 5, maxLength: 5 },
  ),
  shares: fc.uniqueArray(
    fc.record({
      resource: index,
      member: perhaps(index),
      team: perhaps(index),
      level: fc.constantFrom<Level>('view', 'use', 'edit', 'manage'),
    }),
    {
      selector: ({ resource, member, team }) => `${resource} ${member ?? ''} ${member === null ? (team ?? 0) : ''}`,
      maxLength: 15,
    },
  ),
});

/** Makes the world in an organization that is cleared first. */
async function make({ members, teams, resources, shares }: World) {
  const ids = { members: [] as string[], teams: [] as string[], resources: [] as string[] };
  const run = (sql: string, values: unknown[]) => data.owner.query<{ id: string }>(sql, values);
  const insert = async (sql: string, values: unknown[]) => (await run(`${sql} RETURNING id`, values)).rows[0]?.id ?? '';
  const org = organization.id;
  for (const table of ['shares', 'team_members', 'connections', 'resources', 'teams'])
    await run(`DELETE FROM ${table} WHERE organization_id = $1`, [org]);
  for (const { role, status, customRole } of members)
    ids.members.push(
      await insert(
        `INSERT INTO members (organization_id, kind, name, role, status, custom_role_id) VALUES ($1, 'service_account', gen_random_uuid(), $2, $3, $4)`,
        [org, role, status, role === 'member' && customRole !== null ? customRoles[customRole] : null],
      ),
    );
  for (const { archived, members: belong } of teams) {
    const id = await insert(
      `INSERT INTO teams (organization_id, name, archived_at) VALUES ($1, gen_random_uuid(), CASE WHEN $2 THEN now() END)`,
      [org, archived],
    );
    ids.teams.push(id);
    for (const { member, maintainer } of belong)
      await run(`INSERT INTO team_members (organization_id, team_id, member_id, role) VALUES ($1, $2, $3, $4)`, [
        org,
        id,
        ids.members[member],
        maintainer ? 'maintainer' : 'member',
      ]);
  }
  for (const { connection, archived, owner, ownerTeam, team } of resources) {
    const id = await insert(
      `INSERT INTO resources (organization_id, kind, host_id, name, owner_id, owner_team_id, team_id, archived_at)
       VALUES ($1, $2, gen_random_uuid(), 'r', $3, $4, $5, CASE WHEN $6 THEN now() END)`,
      [
        org,
        connection ? 'connection' : 'pipeline',
        ownerTeam === null ? ids.members[owner] : null,
        ownerTeam === null ? null : ids.teams[ownerTeam],
        team === null ? null : ids.teams[team],
        archived,
      ],
    );
    ids.resources.push(id);
    if (connection)
      await run(
        `INSERT INTO connections (organization_id, resource_id, provider, auth) VALUES ($1, $2, 'p', 'secret')`,
        [org, id],
      );
  }
  for (const { resource, member, team, level } of shares)
    await run(
      `INSERT INTO shares (organization_id, resource_id, member_id, team_id, level) VALUES ($1, $2, $3, $4, $5)`,
      [
        org,
        ids.resources[resource],
        member === null ? null : ids.members[member],
        member === null ? ids.teams[team ?? 0] : null,
        level,
      ],
    );
  return ids;
}

/** For every member and resource: may they? */
async function allowed(ids: Awaited<ReturnType<typeof make>>, action: Action): Promise<string[]> {
  const questions = ids.members.flatMap((member) =>
    ids.resources.map((resource): Question => ({ resource, action, as: { member } })),
  );
  const { answers } = await accessFacts(data.db, organization.id, null, { questions });
  return questions.flatMap(({ resource, as }, i) => {
    const facts = answers[i];
    if (facts === undefined || as === undefined || !('member' in as) || typeof resource !== 'string')
      throw new Error('no facts');
    const decision = decide(facts, action, Date.now());
    return decision.allowed ? [`${as.member} ${resource}`] : [];
  });
}

test('a list of resources shows a member exactly those that they may view', async () => {
  let shown = 0;
  await fc.assert(
    fc.asyncProperty(world, async (made) => {
      const ids = await make({ ...made, members: made.members.map((member) => ({ ...member, status: 'active' })) });
      const listed: string[] = [];
      for (const member of ids.members) {
        const filter = { visibleTo: member };
        const page = {
          order: { by: 'name' } as const,
          limit: 100,
          now: new Date(),
        };
        const rows = [
          ...(await listResources(data.db, organization.id, filter, page)),
          ...(await listResources(data.db, organization.id, { ...filter, archived: true }, page)),
        ];
        listed.push(...new Set(rows.map(({ id }) => `${member} ${id}`)));
      }
      shown += listed.length;
      expect(listed.sort()).toEqual((await allowed(ids, 'view')).sort());
    }),
    { numRuns: 15 },
  );
  expect(shown).toBeGreaterThan(20);
});

test('who could reveal a secret, by the database, is who may reveal it by the rules, the suspended included', async () => {
  let found = 0;
  await fc.assert(
    fc.asyncProperty(world, async (made) => {
      const ids = await make(made);
      const rows = await inOrganization(
        data.db,
        organization.id,
        (tx) =>
          tx.$queryRaw<
            { pair: string }[]
          >`SELECT member_id || ' ' || connection_id AS pair FROM could_reveal(${ids.resources}::uuid[])`,
      );
      found += rows.length;
      const connections = made.resources.flatMap(({ connection }, i) => (connection ? [ids.resources[i]] : []));
      await data.owner.query(`UPDATE members SET status = 'active' WHERE status = 'suspended'`);
      const reveal = (await allowed(ids, 'reveal')).sort();
      expect(
        rows
          .map(({ pair }) => pair)
          .filter((pair) => connections.includes(pair.split(' ')[1]))
          .sort(),
      ).toEqual(reveal);
    }),
    { numRuns: 30 },
  );
  expect(found).toBeGreaterThan(20);
});
