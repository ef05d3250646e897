import { afterAll, beforeAll, expect, test } from '@jest/globals';
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

beforeAll(async () => {
  data = await testData();
  api = await testApi(data, { engine: silentEngine });
  here = await testOrganization(data);
  home = `/v1/organizations/${here.id}`;
  admin = asking(api, await signedIn(api, data, here.adminEmail));
});
afterAll(async () => {
  await api.close();
  await data.close();
});

const asks = async ({ email }: { email: string }) => asking(api, await signedIn(api, data, email));
const make = (name: string, buildsOn: object, permissions: string[], ask = admin) =>
  ask('POST', `${home}/custom-roles`, { body: { name, buildsOn, permissions } });
const give = (memberId: string, body: object) => admin('POST', `${home}/members/${memberId}/change-role`, { body });

test('a custom role is made, given, shown, changed and archived over HTTP, with what may be done with it', async () => {
  const operator = (await make('Operator', { role: 'member' }, ['run', 'use', 'edit'])).json;
  expect(operator).toMatchObject({
    role: 'member',
    parent: null,
    permissions: ['view', 'use', 'run', 'edit'],
    holderCount: 0,
    may: { addPermission: { allowed: true }, archive: { allowed: true } },
  });
  const night = (await make('Night shift', { customRoleId: operator.id }, ['run'])).json;
  expect(night.parent).toEqual({ id: operator.id, name: 'Operator' });
  const ben = await testMember(data, here.id, { name: 'Ben' });
  expect((await give(ben.id, { customRoleId: night.id })).json).toMatchObject({
    role: 'member',
    customRole: { id: night.id, name: 'Night shift' },
  });
  const { json } = await admin('GET', `${home}/custom-roles`);
  expect(
    json.items.map(({ name, holderCount, childCount }: Record<string, unknown>) => [name, holderCount, childCount]),
  ).toEqual([
    ['Night shift', 1, 0],
    ['Operator', 0, 1],
  ]);
  expect(json.items[1].may.archive).toEqual({ allowed: false, because: 'Another custom role builds on it' });
  const held = await admin('GET', `${home}/members?customRoleId=${night.id}`);
  expect(held.json.items.map(({ name }: { name: string }) => name)).toEqual(['Ben']);
  const archived = await admin('POST', `${home}/custom-roles/${night.id}/archive`, {
    body: { replacement: { customRoleId: null } },
  });
  expect(archived.json.archivedAt).not.toBeNull();
  expect((await admin('GET', `${home}/members/${ben.id}`)).json.customRole).toBeNull();
  expect((await admin('GET', `${home}/custom-roles?archived=true`)).json.items).toHaveLength(2);
});

test('what is wrong is a named problem that says where, and nothing is done', async () => {
  const one = (await make('One', { role: 'member' }, ['run'])).json;
  const two = (await make('Two', { customRoleId: one.id }, ['run'])).json;
  const ben = await testMember(data, here.id);
  const there = await testOrganization(data);
  const foreign = asking(api, await signedIn(api, data, there.adminEmail));
  const results = {
    long: await make('x'.repeat(101), { role: 'member' }, []),
    unknown: await make('Other', { role: 'member' }, ['fly']),
    both: await make('Other', { role: 'member', customRoleId: one.id }, []),
    neither: await make('Other', {}, []),
    taken: await make('oNE', { role: 'member' }, []),
    'org role': await make('Viewer', { role: 'member' }, []),
    above: await make('Other', { customRoleId: one.id }, ['edit']),
    circle: await admin('POST', `${home}/custom-roles/${one.id}/build-on`, { body: { customRoleId: two.id } }),
    itself: await admin('POST', `${home}/custom-roles/${one.id}/build-on`, { body: { customRoleId: one.id } }),
    own: await give(here.admin, { role: 'viewer' }),
    'two roles': await give(ben.id, { role: 'viewer', customRoleId: one.id }),
    foreign: await foreign('GET', `/v1/organizations/${there.id}/custom-roles/${one.id}`),
    'no admin': await make('Other', { role: 'member' }, [], await asks(ben)),
  };
  expect(Object.fromEntries(Object.entries(results).map(([name, { problem }]) => [name, problem]))).toEqual({
    long: 'invalid-request',
    unknown: 'invalid-request',
    both: 'invalid-request',
    neither: 'invalid-request',
    taken: 'name-taken',
    'org role': 'name-taken',
    above: 'above-ceiling',
    circle: 'custom-role-cycle',
    itself: 'custom-role-cycle',
    own: 'own-role',
    'two roles': 'invalid-request',
    foreign: 'not-found',
    'no admin': 'not-allowed',
  });
  expect(results.long.json.errors[0].pointer).toBe('#/body/name');
  expect((await admin('GET', `${home}/custom-roles`)).json.items.map(({ name }: { name: string }) => name)).toEqual([
    'One',
    'Operator',
    'Two',
  ]);
});

test('a holder, and their key, may what it has: the rest is refused with its name, and said beforehand', async () => {
  const runner = (await make('Runner', { role: 'member' }, ['run', 'edit'])).json;
  const cleo = await testMember(data, here.id, { name: 'Cleo Diaz' });
  const pipeline = { kind: 'pipeline', hostId: 'p', name: 'Nightly', ownerId: cleo.id };
  const resource = (await admin('POST', `${home}/resources`, { body: pipeline })).json.id as string;
  await give(cleo.id, { customRoleId: runner.id });
  const own = await asks(cleo);
  const { key } = (await own('POST', `${home}/api-keys`, { body: { name: 'k', scopes: ['read', 'write'] } })).json;
  for (const ask of [own, asking(api, { authorization: `Bearer ${key}` })]) {
    const { may } = (await ask('GET', `${home}/resources/${resource}`)).json;
    expect([may.edit, may.share]).toEqual([
      { allowed: true },
      { allowed: false, because: 'their custom role lacks “share”' },
    ]);
    const share = { resourceId: resource, memberId: here.admin, level: 'view' };
    expect((await ask('POST', `${home}/shares`, { body: share })).problem).toBe('not-allowed');
    const { json } = await ask('GET', home);
    expect(json.may.createResource).toEqual({ allowed: false, because: 'Your custom role lacks “create”' });
    const another = { kind: 'pipeline', hostId: 'q', name: 'Mine' };
    expect((await ask('POST', `${home}/resources`, { body: another })).problem).toBe('not-allowed');
  }
  const explained = await admin('POST', `${home}/access/explain`, {
    body: { resource, action: 'run', as: { member: cleo.id } },
  });
  expect(explained.json).toMatchObject({
    because:
      'Allowed as Cleo Diaz, because they own it; and the custom role “Runner” has “run”; the least org role for “run” is “member”.',
    facts: [{ fact: 'owner' }, { fact: 'custom-role', customRoleId: runner.id, permission: 'run', has: true }],
  });
});

test('an admin of a custom role administers, but imports nothing that they may not create, and has no key that may more than they', async () => {
  const careful = (await make('Careful admin', { role: 'admin' }, ['edit', 'share'])).json;
  const dora = await testMember(data, here.id, { role: 'admin' });
  const own = await asks(dora);
  await give(dora.id, { customRoleId: careful.id });
  expect((await own('POST', `${home}/teams`, { body: { name: 'Data' } })).status).toBe(201);
  const headers = { 'content-type': 'application/x-ndjson' };
  const imported = await own('POST', `${home}/resources/import`, {
    raw: '{"kind":"pipeline","hostId":"i","name":"i"}\n',
    headers,
  });
  expect([imported.problem, imported.json.facts.action]).toEqual(['not-allowed', 'create']);
  const robot = await admin('POST', `${home}/service-accounts`, {
    body: { name: 'CI', purpose: 'runs', role: 'member' },
  });
  const key = { name: 'ci', scopes: ['write'], holderId: robot.json.id };
  const more = await own('POST', `${home}/api-keys`, { body: key });
  expect([more.problem, more.json.facts]).toEqual(['above-ceiling', { ceiling: 'custom-role', asked: 'use' }]);
  const made = (await admin('POST', `${home}/api-keys`, { body: key })).json.id as string;
  expect((await own('POST', `${home}/api-keys/${made}/rotate`, { body: {} })).problem).toBe('above-ceiling');
  const widened = await own('POST', `${home}/custom-roles/${careful.id}/add-permission`, {
    body: { permission: 'create' },
  });
  expect(widened.problem).toBe('own-role');
});
