import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { accessFacts } from '../../prisma/queries/access/facts.ts';
import { actions } from '../../rules/access/actions.ts';
import { decide } from '../../rules/access/decide.ts';
import { type Ask, asking, signedIn, silentEngine, type TestApi, testApi } from '../http/support/api.ts';
import {
  type TestData,
  testData,
  testMember,
  type TestOrganization,
  testOrganization,
} from '../support/organization.ts';

let data: TestData;
let api: TestApi;
let here: TestOrganization;
let home: string;
let admin: Ask;
let cast: Awaited<ReturnType<typeof furnish>>;

beforeAll(async () => {
  data = await testData();
  api = await testApi(data, { engine: silentEngine });
  here = await testOrganization(data);
  home = `/v1/organizations/${here.id}`;
  admin = asking(api, await signedIn(api, data, here.adminEmail));
  cast = await furnish();
});
afterAll(async () => {
  await api.close();
  await data.close();
});

const made = async (path: string, body: object, ask = admin) => {
  const answer = await ask('POST', `${home}/${path}`, { body });
  if (answer.status >= 300) throw new Error(`${path}: ${answer.text}`);
  return answer.json;
};

/** A pipeline of Ola's in team Data, shared in every way there is. */
async function furnish() {
  const person = (name: string, role: 'viewer' | 'member' | 'admin' = 'member') =>
    testMember(data, here.id, { name, role });
  const [ola, mia, eve, vic, sue] = [
    await person('Ola'),
    await person('Mia'),
    await person('Eve'),
    await person('Vic', 'viewer'),
    await person('Sue'),
  ];
  const [, una] = [await person('Nobody'), await person('Una')];
  const team = (await made('teams', { name: 'Data' })).id;
  const ops = (await made('teams', { name: 'Ops' })).id;
  await made(`teams/${team}/members`, { memberId: mia.id, role: 'maintainer' });
  await made(`teams/${ops}/members`, { memberId: eve.id });
  const pipeline = { kind: 'pipeline', hostId: 'nightly', name: 'Nightly', ownerId: ola.id, teamId: team };
  const resource = (await made('resources', pipeline)).id as string;
  await made('shares', { resourceId: resource, teamId: ops, level: 'edit' });
  await made('shares', { resourceId: resource, memberId: vic.id, level: 'manage' });
  await made('shares', { resourceId: resource, memberId: sue.id, level: 'manage' });
  await made('shares', { resourceId: resource, memberId: una.id, level: 'edit' });
  await made(`members/${sue.id}/suspend`, { reason: 'test' });
  const auditor = await made('custom-roles', { name: 'Looker', buildsOn: { role: 'member' }, permissions: ['run'] });
  await made(`members/${una.id}/change-role`, { customRoleId: auditor.id });
  await made('resources', { kind: 'pipeline', hostId: 'other', name: 'Other' });
  return { ola, mia, eve, vic, sue, una, team, ops, resource };
}

const who = (query: string, ask = admin, resource = cast.resource) =>
  ask('GET', `${home}/resources/${resource}/access?${query}`);

describe('who may do this to that', () => {
  test('is everyone connected to it, each with the decision and its reason', async () => {
    const { json } = await who('action=edit');
    const said = Object.fromEntries(
      json.items.map((item: { member: { name: string }; because: string }) => [item.member.name, item.because]),
    );
    const least = '; the least org role for “edit” is “member”.';
    expect(said).toEqual({
      'Ana Admin': `Allowed as Ana Admin, because admins administer every resource${least}`,
      Eve: `Allowed as Eve, because team Ops holds “edit” on it${least}`,
      Mia: `Allowed as Mia, because they are a maintainer of team Data, to which it belongs${least}`,
      Ola: `Allowed as Ola, because they own it${least}`,
      Sue: 'Refused as Sue, because the member is suspended.',
      Una: 'Refused as Una, because the custom role “Looker” lacks “edit”.',
      Vic: 'Refused as Vic, because the org role “viewer” is below “member”, the least for this.',
    });
    expect(json.nextCursor).toBeNull();
    expect(json.items.find((item: { member: { id: string } }) => item.member.id === cast.eve.id).facts).toEqual([
      { fact: 'share', level: 'edit', teamId: cast.ops },
    ]);
  });

  test('names everyone who may, as one question about each member of the organization would', async () => {
    const { rows } = await data.owner.query<{ id: string }>('SELECT id FROM members WHERE organization_id = $1', [
      here.id,
    ]);
    const now = Date.now();
    for (const action of actions.filter((one) => one !== 'use' && one !== 'reveal')) {
      const questions = rows.map(({ id }) => ({ resource: cast.resource, action, as: { member: id } }));
      const { answers } = await accessFacts(data.db, here.id, null, { questions });
      const may = answers.flatMap((facts) => (decide(facts, action, now).allowed ? [facts.member?.id ?? ''] : []));
      const { json } = await who(`action=${action}&allowed=true`);
      const listed = json.items.map((item: { member: { id: string } }) => item.member.id);
      expect([action, listed.sort()]).toEqual([action, may.sort()]);
    }
  });

  test('comes in pages, filtered or not', async () => {
    const walk = async (filter: string) => {
      const names: string[] = [];
      for (let cursor = ''; ; ) {
        const { json } = await who(`action=edit&limit=2${filter}${cursor}`);
        names.push(...json.items.map((item: { member: { name: string } }) => item.member.name));
        if (json.nextCursor === null) return names;
        cursor = `&cursor=${json.nextCursor}`;
      }
    };
    expect(await walk('')).toEqual(['Ana Admin', 'Eve', 'Mia', 'Ola', 'Sue', 'Una', 'Vic']);
    expect(await walk('&allowed=true')).toEqual(['Ana Admin', 'Eve', 'Mia', 'Ola']);
    expect(await walk('&allowed=false')).toEqual(['Sue', 'Una', 'Vic']);
    const { json } = await who('action=edit&limit=2');
    expect((await who(`action=run&limit=2&cursor=${json.nextCursor}`)).problem).toBe('stale-cursor');
  });

  test('is the same for a team of more than a thousand', async () => {
    const team = (await made('teams', { name: 'Everyone' })).id as string;
    await data.owner.query(
      `WITH m AS (INSERT INTO members (organization_id, kind, status, role, name) SELECT $1, 'service_account', 'active', 'member', md5(i::text)
         FROM generate_series(1, 1200) i RETURNING id) INSERT INTO team_members (organization_id, team_id, member_id) SELECT $1, $2, id FROM m`,
      [here.id, team],
    );
    const pipeline = { kind: 'pipeline', hostId: 'all', name: 'All', ownerTeamId: team };
    const resource = (await made('resources', pipeline)).id as string;
    const names: string[] = [];
    for (let cursor = ''; ; ) {
      const { json } = await who(`action=edit&limit=200${cursor}`, admin, resource);
      names.push(...json.items.map((item: { member: { name: string } }) => item.member.name));
      if (json.nextCursor === null) break;
      cursor = `&cursor=${json.nextCursor}`;
    }
    expect([names.length, new Set(names).size]).toEqual([1201, 1201]);
    const { rowCount } = await data.owner.query(`DELETE FROM team_members WHERE team_id = $1`, [team]);
    expect(rowCount).toBe(1200);
    expect((await who('action=edit', admin, resource)).json.items).toHaveLength(1);
    await made(`resources/${resource}/archive`, {});
    expect((await who('action=view', admin, resource)).json.items).toHaveLength(1); // it is told of what is archived too
  });

  test('is told to admins and to whoever may share it, by a key to read as well; of what they can’t see, to nobody else', async () => {
    const asks = async ({ email }: { email: string }) => asking(api, await signedIn(api, data, email));
    const ola = await asks(cast.ola);
    const { key } = await made('api-keys', { name: 'k', scopes: ['read'] }, ola);
    const results = [
      await who('action=view', ola),
      await who('action=view', asking(api, { authorization: `Bearer ${key}` })),
      await who('action=view', await asks(cast.eve)),
      await who('action=view', await asks(await testMember(data, here.id))),
    ];
    expect(results.map(({ status, problem }) => problem ?? status)).toEqual([200, 200, 'not-allowed', 'not-found']);
    const refused = await who('action=reveal');
    expect([refused.problem, refused.json.facts.expected]).toEqual([
      'invalid-request',
      'view | run | edit | share | transfer | archive',
    ]);
  });
});

describe('what a member may do', () => {
  test('is told to them and to admins, resource by resource', async () => {
    const eve = asking(api, await signedIn(api, data, cast.eve.email));
    const path = (member: string) => `${home}/members/${member}/access`;
    const own = await eve('GET', path(cast.eve.id));
    expect(own.json).toEqual({
      items: [
        {
          resource: { id: cast.resource, name: 'Nightly', kind: 'pipeline' },
          level: 'edit',
          actions: ['view', 'run', 'edit'],
          because: 'Allowed as Eve, because team Ops holds “edit” on it; the least org role for “view” is “viewer”.',
        },
      ],
      nextCursor: null,
    });
    expect((await admin('GET', path(cast.eve.id))).json).toEqual(own.json);
    expect((await eve('GET', path(cast.ola.id))).problem).toBe('not-allowed');
    const suspended = await admin('GET', path(cast.sue.id));
    expect(suspended.json.items).toMatchObject([
      { actions: [], because: 'Refused as Sue, because the member is suspended.' },
    ]);
    const administered = await admin('GET', path(here.admin));
    expect(administered.json.items).toMatchObject([
      { resource: { name: 'Nightly' }, level: null, actions: ['view', 'edit', 'share', 'transfer', 'archive'] },
      { resource: { name: 'Other' }, level: 'manage' },
    ]);
  });
});

describe('a transfer', () => {
  test('changes in whose scope it lies, for those who may transfer it, and into no team but their own', async () => {
    const ola = asking(api, await signedIn(api, data, cast.ola.email));
    const resource = (await made('resources', { kind: 'pipeline', hostId: 'mine', name: 'Mine' }, ola)).id as string;
    const move = (teamId: string | null, ask = ola) =>
      ask('POST', `${home}/resources/${resource}/transfer`, { body: { teamId } });
    expect((await move(cast.ops)).json).toMatchObject({ status: 403, facts: { action: 'name this team' } });
    expect((await move(cast.ops, admin)).json.team).toEqual({ id: cast.ops, name: 'Ops' });
    const eve = asking(api, await signedIn(api, data, cast.eve.email));
    expect((await eve('GET', `${home}/resources/${resource}`)).json.may.edit).toEqual({ allowed: true });
    expect((await move(cast.ops, eve)).problem).toBe('not-allowed');
    expect((await move(null)).json.team).toBeNull();
    expect((await eve('GET', `${home}/resources/${resource}`)).problem).toBe('not-found');
    const register = { kind: 'pipeline', hostId: 'theirs', name: 'Theirs', teamId: cast.ops };
    expect((await ola('POST', `${home}/resources`, { body: register })).problem).toBe('not-allowed');
    const old = (await made('teams', { name: 'Old' })).id;
    await made(`teams/${old}/archive`, {});
    expect((await move(old, admin)).problem).toBe('not-found');
  });
});

describe('what belongs to another organization', () => {
  test('is missing, whether it is to get access, to give it, or to be asked about', async () => {
    const there = await testOrganization(data);
    const stranger = await testMember(data, there.id);
    const foreign = asking(api, await signedIn(api, data, there.adminEmail));
    const team = (await foreign('POST', `/v1/organizations/${there.id}/teams`, { body: { name: 'Theirs' } })).json.id;
    const { resource, ops } = cast;
    const answers = [
      await admin('POST', `${home}/shares`, { body: { resourceId: resource, memberId: stranger.id, level: 'view' } }),
      await admin('POST', `${home}/shares`, { body: { resourceId: resource, teamId: team, level: 'view' } }),
      await admin('POST', `${home}/resources/${resource}/transfer`, { body: { teamId: team } }),
      await admin('POST', `${home}/resources/${resource}/transfer`, { body: { ownerId: stranger.id } }),
      await admin('POST', `${home}/teams/${ops}/members`, { body: { memberId: stranger.id } }),
      await admin('GET', `${home}/members/${stranger.id}/access`),
      await foreign('GET', `/v1/organizations/${there.id}/resources/${resource}/access?action=view`),
    ];
    expect(answers.map(({ problem }) => problem)).toEqual(answers.map(() => 'not-found'));
  });
});

describe('an owner’s or maintainer’s own rights', () => {
  test('end where their level does: who may edit shares nothing, and who is no maintainer adds nobody', async () => {
    const eve = asking(api, await signedIn(api, data, cast.eve.email));
    const share = { resourceId: cast.resource, memberId: cast.ola.id, level: 'view' };
    expect((await eve('POST', `${home}/shares`, { body: share })).problem).toBe('not-allowed');
    const add = { memberId: cast.ola.id };
    expect((await eve('POST', `${home}/teams/${cast.ops}/members`, { body: add })).problem).toBe('not-allowed');
    const mia = asking(api, await signedIn(api, data, cast.mia.email));
    const maintained = await mia('POST', `${home}/teams/${cast.team}/members`, {
      body: { ...add, role: 'maintainer' },
    });
    expect(maintained.json.may).toMatchObject({ addMember: { allowed: true }, rename: { allowed: false } });
    expect((await mia('POST', `${home}/teams/${cast.team}/archive`)).problem).toBe('not-allowed');
  });
});
