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

test('a key is shown no successor of a key that can do more than itself', async () => {
  const { ask } = await someone();
  const strong = (await newKey(ask, { scopes: ['check', 'read', 'write'] })).json;
  const weak = (await newKey(ask, { scopes: ['write'] })).json;
  const program = asking(api, { authorization: `Bearer ${weak.key}` });
  const rotate = (id: string) => program('POST', `${home}/api-keys/${id}/rotate`, { body: {} });
  expect((await rotate(strong.id)).problem).toBe('above-ceiling');
  expect((await rotate(weak.id)).status).toBe(201);
});

test('a key makes no key that outlives it', async () => {
  const { ask } = await someone();
  const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
  const program = asking(api, { authorization: `Bearer ${(await newKey(ask, { expiresAt })).json.key}` });
  expect((await newKey(program)).json.expiresAt).toBe(expiresAt);
  for (const longer of [null, new Date(Date.now() + 2 * 86_400_000).toISOString()])
    expect((await newKey(program, { expiresAt: longer })).problem).toBe('above-ceiling');
});

test('the power of a key falls with its holder’s role, with the very next request', async () => {
  const { id, ask } = await someone();
  const program = asking(api, { authorization: `Bearer ${(await newKey(ask)).json.key}` });
  const register = (hostId: string) =>
    program('POST', `${home}/resources`, { body: { kind: 'pipeline', hostId, name: hostId } });
  expect((await register('before')).status).toBe(201);
  await admin('POST', `${home}/members/${id}/change-role`, { body: { role: 'viewer' } });
  expect((await register('after')).problem).toBe('not-allowed');
  expect((await program('GET', home)).status).toBe(200);
});

test('a key of one organization is nobody’s in another, and unknown there', async () => {
  const other = await testOrganization(data);
  const theirs = asking(api, await signedIn(api, data, other.adminEmail));
  const { key, id } = (await newKey(admin)).json;
  expect((await asking(api, { authorization: `Bearer ${key}` })('GET', `/v1/organizations/${other.id}`)).status).toBe(
    401,
  );
  const there = `/v1/organizations/${other.id}`;
  expect((await theirs('POST', `${there}/access/verify`, { body: { key } })).json).toEqual({
    valid: false,
    because: 'unknown',
  });
  expect((await theirs('GET', `${there}/api-keys/${id}`)).problem).toBe('not-found');
});

test('the old key stays good until an instant that may be named, or not at all', async () => {
  const { ask } = await someone();
  const rotate = async (body: object) => {
    const { id } = (await newKey(ask)).json;
    const answer = await ask('POST', `${home}/api-keys/${id}/rotate`, { body });
    return { answer, old: (await ask('GET', `${home}/api-keys/${id}`)).json };
  };
  const graceUntil = new Date(Date.now() + 3_600_000).toISOString();
  expect((await rotate({ graceUntil })).old.graceUntil).toBe(graceUntil);
  const past = await rotate({ graceUntil: new Date(0).toISOString() });
  expect(Date.parse(past.old.graceUntil)).toBeGreaterThan(Date.now() - 60_000);
  const far = new Date(Date.now() + 400 * 86_400_000).toISOString();
  expect((await rotate({ graceUntil: far })).answer.problem).toBe('invalid-request');
  expect((await rotate({ graceUntil, graceHours: 1 })).answer.problem).toBe('invalid-request');
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
