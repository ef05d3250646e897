import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type TestData, type TestOrganization, testData, testOrganization } from '../support/organization.ts';
import { type Ask, asking, signedIn, silentEngine, type TestApi, testApi } from './support/api.ts';

let data: TestData;
/** as in production: private addresses are refused */
let api: TestApi;
let acme: TestOrganization;
let ana: Ask;
let path: string;

beforeAll(async () => {
  data = await testData();
  api = await testApi(data, { engine: silentEngine, allowPrivateHosts: false });
  acme = await testOrganization(data);
  path = `/v1/organizations/${acme.id}/webhooks`;
  ana = asking(api, await signedIn(api, data, acme.adminEmail));
});
afterAll(async () => {
  await api.close();
  await data.close();
});

const create = (body: object, headers = {}) =>
  ana('POST', path, { body: { url: 'https://8.8.8.8/hooks', description: 'Platform', ...body }, headers });

describe('the address of a webhook', () => {
  test.each([
    ['http://8.8.8.8/', 'https'],
    ['https://127.0.0.1/', 'an address on the public internet'],
    ['https://2130706433/', 'an address on the public internet'],
    ['https://[::ffff:10.0.0.1]/', 'an address on the public internet'],
    ['https://169.254.169.254/latest/', 'an address on the public internet'],
    ['https://localhost/', 'an address on the public internet'],
    ['https://db.internal/', 'an address on the public internet'],
    ['https://user:secret@8.8.8.8/', 'without a user name and password'],
  ])('%s is refused, with what would be right: %s', async (url, expected) => {
    const answer = await create({ url });
    expect([answer.status, answer.problem]).toEqual([400, 'invalid-request']);
    expect(answer.json.facts).toEqual({ field: 'url', expected });
  });

  test('is judged when it is changed, too', async () => {
    const { id } = (await create({})).json;
    const changed = await ana('POST', `${path}/${id}/change`, { body: { url: 'https://10.1.1.1/' } });
    expect([changed.status, changed.json.facts.field]).toEqual([400, 'url']);
    expect((await ana('GET', `${path}/${id}`)).json.url).toBe('https://8.8.8.8/hooks');
  });
});

test('its secret is in the answer that made it, in the repeated answer, and in no other', async () => {
  const headers = { 'idempotency-key': randomUUID() };
  const made = await create({}, headers);
  expect(made.json.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(made.headers.get('cache-control')).toBe('no-store');
  expect((await create({}, headers)).json.secret).toBe(made.json.secret);
  const { id, secret } = made.json;
  for (const read of [`${path}/${id}`, path, `${path}/${id}/deliveries`, `/v1/organizations/${acme.id}/events`])
    expect((await ana('GET', read)).text).not.toContain(secret);
});

test('types of events are refused that can’t be any', async () => {
  for (const type of ['*', 'member', 'member.%']) {
    const { status, json } = await create({ eventTypes: [type] });
    expect([status, json.errors[0].pointer]).toEqual([400, '#/body/eventTypes/0']);
  }
});

test('what can’t be done with it is said beforehand, and refused by name', async () => {
  const { id, may } = (await create({})).json;
  expect(may.enable).toEqual({ allowed: false, because: 'It is enabled' });
  expect((await ana('POST', `${path}/${id}/enable`)).problem).toBe('wrong-state');
  expect((await ana('POST', `${path}/${id}/disable`)).json).toMatchObject({
    status: 'disabled',
    disabledBecause: 'by-hand',
    may: { replay: { allowed: false, because: 'It is disabled' } },
  });
  expect((await ana('POST', `${path}/${id}/replay`, { body: { sequence: 1 } })).problem).toBe('wrong-state');
  expect((await ana('POST', `${path}/${id}/deliveries/1/retry`)).problem).toBe('wrong-state');
  expect((await ana('POST', `${path}/${id}/archive`)).json.status).toBe('archived');
  expect((await ana('POST', `${path}/${id}/change`, { body: { description: 'x' } })).problem).toBe('wrong-state');
  const ids = async (query: string) =>
    (await ana('GET', `${path}${query}`)).json.items.map((item: { id: string }) => item.id);
  expect(await ids('')).not.toContain(id);
  expect(await ids('?status=archived')).toEqual([id]);
});

test('a test says that the engine does not answer, rather than nothing, and is refused for what does not exist', async () => {
  const { id } = (await create({})).json;
  expect((await ana('POST', `${path}/${id}/test`)).problem).toBe('engine-unreachable');
  expect((await ana('POST', `${path}/${randomUUID()}/test`)).problem).toBe('not-found');
});

test('another organization’s webhook is answered like one that does not exist', async () => {
  const { id } = (await create({})).json;
  const other = await testOrganization(data);
  const eve = asking(api, await signedIn(api, data, other.adminEmail));
  const theirs = `/v1/organizations/${other.id}/webhooks`;
  const answers = async (webhook: string) => {
    const found: string[] = [];
    for (const [method, rest, body] of [
      ['GET', '', undefined],
      ['GET', '/deliveries', undefined],
      ['POST', '/disable', undefined],
      ['POST', '/rotate-secret', {}],
      ['POST', '/replay', { sequence: 1 }],
    ] as const) {
      const { status, text } = await eve(method, `${theirs}/${webhook}${rest}`, { body });
      found.push(`${status} ${text.replaceAll(/"requestId":"[^"]*"/g, '')}`);
    }
    return found;
  };
  expect(await answers(id)).toEqual(await answers(randomUUID()));
});
