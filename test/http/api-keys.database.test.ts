import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  type TestData,
  type TestOrganization,
  testData,
  testMember,
  testOrganization,
} from '../support/organization.ts';
import { type Ask, asking, signedIn, silentEngine, type TestApi, testApi } from './support/api.ts';

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
const newKey = (ask: Ask, more: object = {}) =>
  ask('POST', `${home}/api-keys`, { body: { name: 'k', scopes: ['read', 'write'], ...more } });

test('a key is shown once, and may what its scopes and its holder’s role allow', async () => {
  const { ask, id } = await someone();
  const made = (await newKey(ask, { scopes: ['read'] })).json;
  expect(made).toMatchObject({ holder: { id }, prefix: made.key.slice(0, 13), lastFour: made.key.slice(-4) });
  expect((await ask('GET', `${home}/api-keys/${made.id}`)).json.key).toBeUndefined();
  const program = asking(api, { authorization: `Bearer ${made.key}` });
  expect((await program('GET', home)).json.caller).toMatchObject({
    memberId: id,
    through: 'api-key',
    freshUntil: null,
  });
  expect((await newKey(program)).json.facts.because).toBe('The API key lacks the scope write');
  expect((await program('GET', `${home}/removals`)).status).toBe(403);
});

test('a key makes no key that can do more than itself', async () => {
  const { ask } = await someone();
  const made = (await newKey(ask)).json;
  const program = asking(api, { authorization: `Bearer ${made.key}` });
  expect((await newKey(program, { scopes: ['check'] })).problem).toBe('above-ceiling');
  expect((await newKey(program, { scopes: ['read'] })).status).toBe(201);
});

test('an admin makes keys for service accounts, never for other people, and can end everybody’s', async () => {
  const { id, ask } = await someone();
  expect((await newKey(admin, { holderId: id })).json.facts.because).toBe('People make their own keys');
  const theirs = (await newKey(ask)).json.id;
  expect((await admin('POST', `${home}/api-keys/${theirs}/rotate`, { body: {} })).problem).toBe('not-allowed');
  const { may } = (await admin('GET', `${home}/api-keys/${theirs}`)).json;
  expect([may.revoke.allowed, may.rotate.allowed, may.reveal.allowed]).toEqual([true, false, false]);
  expect((await admin('POST', `${home}/api-keys/${theirs}/revoke`)).json.revokedAt).not.toBeNull();
  const other = await someone();
  expect((await other.ask('POST', `${home}/api-keys/${theirs}/revoke`)).problem).toBe('not-found');
});

test('a rotated key is good beside its successor until its grace is over', async () => {
  const { ask } = await someone();
  const old = (await newKey(ask)).json;
  const { key } = (await ask('POST', `${home}/api-keys/${old.id}/rotate`, { body: { graceHours: 1 } })).json;
  const statusWith = async (bearer: string) =>
    (await asking(api, { authorization: `Bearer ${bearer}` })('GET', home)).status;
  expect([await statusWith(old.key), await statusWith(key)]).toEqual([200, 200]);
  await data.owner.query(`UPDATE credentials SET grace_until = now() - interval '1 second' WHERE id = $1`, [old.id]);
  expect([await statusWith(old.key), await statusWith(key)]).toEqual([401, 200]);
});
