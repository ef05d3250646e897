import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  type TestData,
  type TestOrganization,
  testData,
  testMember,
  testOrganization,
} from '../support/organization.ts';
import { type Answer, type Ask, asking, signedIn, silentEngine, type TestApi, testApi } from '../http/support/api.ts';

let data: TestData;
let api: TestApi;
let acme: TestOrganization;
let admin: Ask;
let home: string;

beforeAll(async () => {
  data = await testData();
  api = await testApi(data, { engine: silentEngine });
  acme = await testOrganization(data);
  admin = asking(api, await signedIn(api, data, acme.adminEmail));
  home = `/v1/organizations/${acme.id}`;
});
afterAll(async () => {
  await api.close();
  await data.close();
});

async function someone() {
  const member = await testMember(data, acme.id, { role: 'member' });
  return { ...member, ask: asking(api, await signedIn(api, data, member.email)) };
}
let count = 0;
async function connectionOf(ask: Ask): Promise<string> {
  const hostId = `c${++count}`;
  const body = { hostId, name: 'Warehouse', provider: 'snow', auth: 'secret', secret: 'one' };
  return (await ask('POST', `${home}/connections`, { body })).json.id;
}
const told = ({ json }: Answer) =>
  json.items
    .map((one: Answer['json']) => `${one.credential.version} ${one.how} ${one.member.id} ${one.until === null}`)
    .sort();

test('who could have known which version of a secret is asked of the connection, by those who may share it', async () => {
  const [ben, eve] = [await someone(), await someone()];
  const id = await connectionOf(ben.ask);
  const path = `${home}/connections/${id}`;
  await ben.ask('POST', `${path}/reveal-secret`, { body: {} });
  await ben.ask('POST', `${path}/set-secret`, { body: { secret: 'two' } });
  const all = await ben.ask('GET', `${path}/exposures`);
  const both = (version: number, open: boolean) =>
    ['could-have-revealed', 'created'].map((how) => `${version} ${how} ${ben.id} ${open}`);
  expect(told(all)).toEqual([...both(1, false), `1 revealed ${ben.id} false`, ...both(2, true)]);
  expect(all.text).not.toMatch(/one|two/);
  expect(told(await ben.ask('GET', `${path}/exposures?version=2&how=created`))).toEqual([`2 created ${ben.id} true`]);
  expect(told(await ben.ask('GET', `${path}/exposures?at=${new Date(0).toISOString()}`))).toEqual([]);
  expect(told(await admin('GET', `${path}/exposures?memberId=${ben.id}`))).toHaveLength(5);
  expect((await eve.ask('GET', `${path}/exposures`)).problem).toBe('not-found');
  await ben.ask('POST', `${home}/shares`, { body: { resourceId: id, memberId: eve.id, level: 'edit' } });
  expect((await eve.ask('GET', `${path}/exposures`)).problem).toBe('not-allowed');
});

test('the exposures of one person are theirs and the admins’ to see, keys and secrets, page by page', async () => {
  const [ben, eve] = [await someone(), await someone()];
  await connectionOf(ben.ask);
  await ben.ask('POST', `${home}/api-keys`, { body: { name: 'laptop', scopes: ['read'] } });
  const path = `${home}/members/${ben.id}/exposures`;
  expect((await eve.ask('GET', path)).problem).toBe('not-allowed');
  const whole = (await ben.ask('GET', path)).json.items;
  expect(whole.map((one: Answer['json']) => [one.credential.kind, one.credential.name, one.how])).toEqual(
    expect.arrayContaining([
      ['api-key', 'laptop', 'created'],
      ['connection-secret', 'Warehouse', 'created'],
      ['connection-secret', 'Warehouse', 'could-have-revealed'],
    ]),
  );
  const first = (await admin('GET', `${path}?limit=2`)).json;
  const second = (await admin('GET', `${path}?limit=2&cursor=${first.nextCursor}`)).json;
  expect([...first.items, ...second.items]).toEqual(whole);
  expect((await admin('GET', `${home}/members/${crypto.randomUUID()}/exposures`)).problem).toBe('not-found');
});

test('an earlier version is revealed by its number; that is history, and exposes to nothing that is still good', async () => {
  const ben = await someone();
  const path = `${home}/connections/${await connectionOf(ben.ask)}`;
  await ben.ask('POST', `${path}/set-secret`, { body: { secret: 'two' } });
  expect((await ben.ask('POST', `${path}/reveal-secret`, { body: { version: 1 } })).json).toEqual({
    secret: 'one',
    version: 1,
  });
  expect((await ben.ask('POST', `${path}/reveal-secret`, { body: { version: 3 } })).problem).toBe('not-found');
  expect(told(await ben.ask('GET', `${path}/exposures?how=revealed`))).toEqual([`1 revealed ${ben.id} false`]);
  const { items } = (await ben.ask('GET', `${path}/secret-versions`)).json;
  expect(items).toMatchObject([
    { version: 2, endedAt: null, setBy: { id: ben.id }, exposedTo: 1 },
    { version: 1, endedAt: expect.any(String), exposedTo: 1 },
  ]);
});

test('revealing needs its own permission: neither use nor edit, and not being an admin, shows a secret', async () => {
  const [ben, eve] = [await someone(), await someone()];
  const id = await connectionOf(ben.ask);
  const path = `${home}/connections/${id}/reveal-secret`;
  await ben.ask('POST', `${home}/shares`, { body: { resourceId: id, memberId: eve.id, level: 'edit' } });
  expect((await eve.ask('POST', path, { body: {} })).problem).toBe('not-allowed');
  expect((await admin('POST', path, { body: {} })).problem).toBe('not-allowed');
  const { key } = (await ben.ask('POST', `${home}/api-keys`, { body: { name: 'k', scopes: ['read', 'write'] } })).json;
  const program = asking(api, { authorization: `Bearer ${key}` });
  expect((await program('POST', path, { body: {} })).problem).toBe('fresh-sign-in-needed');
});
