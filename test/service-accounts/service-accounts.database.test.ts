import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type Ask, asking, signedIn, silentEngine, type TestApi, testApi } from '../http/support/api.ts';
import {
  type TestData,
  type TestOrganization,
  testData,
  testMember,
  testOrganization,
} from '../support/organization.ts';

let data: TestData;
let api: TestApi;
let acme: TestOrganization;
let admin: Ask;
let home: string;

beforeAll(async () => {
  data = await testData();
  api = await testApi(data, { engine: silentEngine });
});
afterAll(async () => {
  await api.close();
  await data.close();
});
beforeEach(async () => {
  acme = await testOrganization(data);
  admin = asking(api, await signedIn(api, data, acme.adminEmail));
  home = `/v1/organizations/${acme.id}`;
});

const create = (more: object = {}) =>
  admin('POST', `${home}/service-accounts`, { body: { name: 'CI', purpose: 'builds', role: 'member', ...more } });
const post = (id: string, action: string, body?: object) =>
  admin('POST', `${home}/service-accounts/${id}/${action}`, body === undefined ? {} : { body });

test('a service account has somebody who answers for it: who makes it, or the person named', async () => {
  const ben = await testMember(data, acme.id);
  expect((await create()).json.sponsor.id).toBe(acme.admin);
  const named = (await create({ name: 'ETL', sponsorId: ben.id })).json;
  expect(named).toMatchObject({ sponsor: { id: ben.id }, sponsorActive: true, keys: 0, runs: 0, lastUsedAt: null });
  const gone = await testMember(data, acme.id, { status: 'suspended' });
  expect((await create({ name: 'x', sponsorId: gone.id })).problem).toBe('wrong-state');
  expect((await create({ name: 'x', sponsorId: named.id })).json.facts).toMatchObject({ needs: 'person' });
  const other = await testOrganization(data);
  expect((await create({ name: 'x', sponsorId: other.admin })).problem).toBe('not-found');
});

test('two of one name, whatever the case, are refused, also at once; an archived one frees its name', async () => {
  const { id } = (await create()).json;
  expect((await create({ name: 'ci' })).problem).toBe('name-taken');
  const both = await Promise.all([create({ name: 'ETL' }), create({ name: 'etl' })]);
  expect(both.map(({ status }) => status).sort((a, b) => a - b)).toEqual([201, 409]);
  expect((await post(id, 'archive')).json).toMatchObject({ status: 'deactivated' });
  const second = (await create({ name: 'CI' })).json;
  expect((await post(id, 'restore')).problem).toBe('name-taken');
  await post(second.id, 'change', { name: 'CI 2' });
  expect((await post(id, 'restore')).json).toMatchObject({ status: 'active', archivedAt: null });
});

test('archiving ends its keys for good and keeps the rest, and is refused while something runs as it', async () => {
  const { id } = (await create()).json;
  const team = (await admin('POST', `${home}/teams`, { body: { name: 'Data' } })).json.id;
  await admin('POST', `${home}/teams/${team}/members`, { body: { memberId: id, role: 'member' } });
  const { key } = (await admin('POST', `${home}/api-keys`, { body: { name: 'k', scopes: ['read'], holderId: id } }))
    .json;
  const program = asking(api, { authorization: `Bearer ${key}` });
  expect((await program('GET', home)).status).toBe(200);
  const pipeline = { kind: 'pipeline', hostId: 'p', name: 'Nightly', runsAsId: id };
  const resource = (await admin('POST', `${home}/resources`, { body: pipeline })).json.id;
  expect((await admin('GET', `${home}/service-accounts/${id}`)).json).toMatchObject({ keys: 1, runs: 1 });
  expect((await post(id, 'archive')).json.facts).toMatchObject({ state: 'needed by 1' });
  await admin('POST', `${home}/resources/${resource}/transfer`, { body: { runsAsId: acme.admin } });
  await post(id, 'archive');
  expect((await program('GET', home)).status).toBe(401);
  expect((await admin('POST', `${home}/access/verify`, { body: { key } })).json.because).toBe('revoked');
  expect((await post(id, 'change', { name: 'x' })).problem).toBe('wrong-state');
  const back = (await post(id, 'restore')).json;
  expect(back).toMatchObject({ keys: 0, teams: [{ id: team }] });
  expect((await program('GET', home)).status).toBe(401);
});

test('they are listed by name, found by what they are for and who answers for them, archived ones when asked for', async () => {
  const ben = await testMember(data, acme.id);
  const { id } = (await create({ name: 'Zeta', purpose: 'ships releases' })).json;
  await create({ name: 'Alpha', sponsorId: ben.id });
  await post(id, 'archive');
  const names = async (query: string) =>
    (await admin('GET', `${home}/service-accounts${query}`)).json.items.map(({ name }: { name: string }) => name);
  expect(await names('')).toEqual(['Alpha', 'Caretaker']);
  expect(await names('?archived=true')).toEqual(['Alpha', 'Caretaker', 'Zeta']);
  expect(await names(`?sponsorId=${ben.id}`)).toEqual(['Alpha']);
  expect(await names('?search=RELEASES&archived=true')).toEqual(['Zeta']);
});

test('the caretaker is nobody’s to change, and a person is no service account', async () => {
  for (const action of ['archive', 'restore'])
    expect((await post(acme.caretaker, action)).json.facts.state).toBe('caretaker');
  expect((await post(acme.caretaker, 'change', { name: 'x' })).problem).toBe('wrong-state');
  expect((await post(acme.admin, 'archive')).problem).toBe('not-found');
  expect((await admin('GET', `${home}/service-accounts/${acme.admin}`)).problem).toBe('not-found');
});

test('when who answers for it leaves, the plan hands that on: nobody is left without someone', async () => {
  const mia = await testMember(data, acme.id);
  const { id } = (await create({ sponsorId: mia.id })).json;
  const { json } = await admin('POST', `${home}/removals/preview`, { body: { memberIds: [mia.id] } });
  const found = json.plans[0].items.filter(({ kind }: { kind: string }) => kind === 'service-account');
  expect(found).toMatchObject([{ objectId: id, risk: 'amber', successor: { id: acme.admin } }]);
});
