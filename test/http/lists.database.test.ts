import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { nextMasterKey } from '../../prisma/secrets/master-key.ts';
import { openSecrets } from '../../prisma/secrets/secrets.ts';
import {
  type TestData,
  type TestOrganization,
  testData,
  testMember,
  testOrganization,
} from '../support/organization.ts';
import { type Ask, asking, signedIn, silentEngine, type TestApi, testApi } from './support/api.ts';
import type { Known } from './support/arbitrary.ts';
import { operations } from './support/document.ts';
import { makeEstate } from './support/estate.ts';

let data: TestData;
let api: TestApi;
let acme: TestOrganization;
let admin: Ask;
let theirs: Known;

beforeAll(async () => {
  data = await testData();
  api = await testApi(data, { engine: silentEngine });
  acme = await testOrganization(data);
  admin = asking(api, await signedIn(api, data, acme.adminEmail));
  await makeEstate(admin, acme, []);
  for (const name of ['Dana', 'Ed', 'Ed', 'Fay', 'Gil']) await testMember(data, acme.id, { name });
  const other = await testOrganization(data);
  const stranger = asking(api, await signedIn(api, data, other.adminEmail));
  theirs = await makeEstate(stranger, other, [(await testMember(data, other.id)).id]);
});
afterAll(async () => {
  await api.close();
  await data.close();
});

const at = (path: string) => `/v1/organizations/${acme.id}/${path}`;

test('a list is read page by page to its end: each row once, also among equal names', async () => {
  const whole = (await admin('GET', at('members?limit=200'))).json.items;
  const rows = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { json } = await admin('GET', at(`members?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`));
    expect(json.items.length).toBeLessThanOrEqual(2);
    rows.push(...json.items);
    cursor = json.nextCursor;
  }
  expect(rows).toEqual(whole);
  expect(whole.length).toBe(8);
});

describe('a cursor', () => {
  const stale = async (ask: Ask, paths: readonly string[]) => {
    for (const path of paths) expect([path, (await ask('GET', path)).problem]).toEqual([path, 'stale-cursor']);
  };
  const cursorOf = async (ask: Ask, path: string) => (await ask('GET', at(path))).json.nextCursor as string;

  test('is refused by another list, and by the same list with another filter, order or owner', async () => {
    const members = await cursorOf(admin, 'members?limit=2');
    expect((await admin('GET', at(`members?limit=1&cursor=${members}`))).json.items.length).toBe(1);
    await stale(
      admin,
      ['teams?', 'events?', 'members?kind=person&', 'members?sort=newest&'].map((list) =>
        at(`${list}cursor=${members}`),
      ),
    );
    const access = await cursorOf(admin, `members/${acme.admin}/access?limit=1`);
    await stale(admin, [at(`members/${acme.caretaker}/access?cursor=${access}`)]);
  });

  test('is refused when any byte of it was changed, or when it was made up', async () => {
    const cursor = await cursorOf(admin, 'members?limit=2');
    const bytes = Buffer.from(cursor, 'base64url');
    const changed = [...bytes.keys()].map((index) => {
      const copy = Buffer.from(bytes);
      copy[index] = (copy[index] ?? 0) ^ 1;
      return copy.toString('base64url');
    });
    const [id = '', mac = '', position = ''] = bytes.toString().split('\n');
    const made = [[id, mac], [id, '', position], ['file:2', mac, position], ['file:../1', mac, position], [position]];
    const forged = [...made.map((lines) => Buffer.from(lines.join('\n')).toString('base64url')), 'x', ''];
    await stale(
      admin,
      [...changed, ...forged].map((one) => at(`members?cursor=${one}`)),
    );
  });

  test('is refused in another organization, also of the same person', async () => {
    const mine = asking(api, await signedIn(api, data, acme.adminEmail));
    const { id } = (
      await mine('POST', '/v1/organizations', {
        body: { name: 'Other', memberName: 'Ana', slug: `o-${acme.id.slice(0, 8)}` },
      })
    ).json;
    const cursor = await cursorOf(mine, 'members?limit=2');
    const events = await cursorOf(mine, 'events?limit=2');
    await stale(mine, [
      `/v1/organizations/${id}/members?cursor=${cursor}`,
      `/v1/organizations/${id}/events?cursor=${events}`,
    ]);
  });

  test('is refused for someone who sees another part of the list, and goes on for someone who sees as much', async () => {
    const [member, other] = [await testMember(data, acme.id), await testMember(data, acme.id, { role: 'admin' })];
    const [asMember, asOther] = [
      asking(api, await signedIn(api, data, member.email)),
      asking(api, await signedIn(api, data, other.email)),
    ];
    const cursor = await cursorOf(admin, 'resources?limit=1');
    await stale(asMember, [at(`resources?cursor=${cursor}`)]);
    expect((await asOther('GET', at(`resources?cursor=${cursor}`))).status).toBe(200);
  });

  test('goes on in every API process, before and after the master key is changed beside them', async () => {
    const paths = async (each: readonly Ask[], cursor: string) => {
      const answers = [];
      for (const ask of each) answers.push((await ask('GET', at(`members?limit=2&cursor=${cursor}`))).json.items);
      return answers;
    };
    const start = async () => testApi({ ...data, secrets: await openSecrets(data.keys) }, { engine: silentEngine });
    const cookie = await signedIn(api, data, acme.adminEmail);
    const before = await start();
    nextMasterKey(data.keys);
    const after = await start();
    try {
      const each = [before, after].map((one) => asking(one, cookie));
      for (const ask of each) {
        const [one, two] = await paths(each, await cursorOf(ask, 'members?limit=2'));
        expect(one.length).toBe(2);
        expect(two).toEqual(one);
      }
    } finally {
      await before.close();
      await after.close();
    }
  });
});

test('events are read on from where one stopped, without a gap', async () => {
  const first = (await admin('GET', at('events?limit=3'))).json;
  const rest = (await admin('GET', at(`events?limit=200&cursor=${first.nextCursor}`))).json;
  const sequences = [...first.items, ...rest.items].map(({ sequence }: { sequence: number }) => sequence);
  expect(sequences).toEqual(sequences.map((_, index) => index + 1));
  const end = (await admin('GET', at(`events?cursor=${rest.nextCursor}`))).json;
  expect(end).toEqual({ items: [], nextCursor: rest.nextCursor });
});

test('the audit is exported line by line, whole', async () => {
  const lines = (await admin('GET', at('audit-entries/export'))).text.trimEnd().split('\n');
  const all = lines.map((line) => JSON.parse(line) as { sequence: number; body?: object });
  const entries = all.filter(({ body }) => body !== undefined);
  expect(all.at(-1)).toEqual({ end: { entries: entries.length, sequence: entries.length, hash: expect.any(String) } });
  const listed = (await admin('GET', at('audit-entries?limit=200'))).json.items;
  expect(entries.map(({ sequence }) => sequence)).toEqual(listed.map(({ sequence }: { sequence: number }) => sequence));
  expect(entries[0]?.body).toMatchObject({ action: 'organization.created' });
});

const nothing = '00000000-0000-4000-8000-000000000000';
const ofOne = operations.filter(
  ({ method, path, operationId }) => method === 'GET' && /\}.*\{\w+\}$/.test(path) && operationId !== 'watchRemoval',
);
/** In our organization an object as the other one has it, or as nobody has it; a number is counted within the object before it. */
const addressOf = (path: string, idOf: (name: string) => string | undefined): string =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    if (name === 'organization') return acme.id;
    return name === 'sequence' ? '1' : (idOf(name) ?? nothing);
  });

test.each(ofOne.map(({ operationId, path }) => [operationId, path] as const))(
  '%s answers for an object of another organization as for one that does not exist, byte for byte',
  async (_, path) => {
    const answers = [];
    for (const idOf of [(name: string) => (theirs[name] ?? theirs['member'])?.[0], () => undefined])
      answers.push(await admin('GET', addressOf(path, idOf)));
    expect(answers.map(({ status }) => status)).toEqual([404, 404]);
    expect(answers[0]?.text).toBe(answers[1]?.text);
  },
);

test('members and viewers see of resources only what they have access to; an admin sees all', async () => {
  const member = await testMember(data, acme.id, { role: 'member' });
  const asks = asking(api, await signedIn(api, data, member.email));
  const names = async (ask: Ask, path: string) =>
    (await ask('GET', at(path))).json.items.map(({ name }: { name: string }) => name);
  expect([await names(asks, 'resources'), await names(asks, 'connections')]).toEqual([[], []]);
  const [resource] = (await admin('GET', at('resources?kind=pipeline'))).json.items;
  expect((await asks('GET', at(`resources/${resource.id}`))).status).toBe(404);
  await admin('POST', at('shares'), { body: { resourceId: resource.id, memberId: member.id, level: 'view' } });
  expect(await names(asks, 'resources')).toEqual(['Nightly']);
  const { may } = (await asks('GET', at(`resources/${resource.id}`))).json;
  expect([may.view, may.edit]).toEqual([
    { allowed: true },
    { allowed: false, because: expect.stringContaining('they have “view” on it, and this needs “edit”') },
  ]);
  expect((await asks('POST', at(`resources/${resource.id}/archive`))).status).toBe(403);
});
