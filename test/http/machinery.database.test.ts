import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  type TestData,
  type TestOrganization,
  testData,
  testMember,
  testOrganization,
} from '../support/organization.ts';
import { type Ask, asking, signedIn, testApi, type TestApi, url } from './support/api.ts';

let data: TestData;
let api: TestApi;
let acme: TestOrganization;
let other: TestOrganization;
let admin: Ask;
let nobody: Ask;

beforeAll(async () => {
  data = await testData();
  api = await testApi(data);
  acme = await testOrganization(data);
  other = await testOrganization(data);
  admin = asking(api, await signedIn(api, data, acme.adminEmail));
  nobody = asking(api);
});
afterAll(async () => {
  await api.close();
  await data.close();
});

const path = (organization: TestOrganization, rest: string) => `/v1/organizations/${organization.id}/${rest}`;
const check = (resource: string) => ({ questions: [{ resource, action: 'view' }] });
const nothing = '00000000-0000-4000-8000-000000000000';

test('a health check says what works', async () => {
  const answer = await nobody('GET', '/health');
  expect(answer.status).toBe(200);
  expect(answer.json).toEqual({ status: 'ok', database: true, engine: false });
});

test('a signed-in admin is answered, nobody is not', async () => {
  expect((await admin('POST', path(acme, 'access/check'), { body: check(nothing) })).json).toMatchObject({
    answers: [{ allowed: false, caretaker: false }],
  });
  const answer = await nobody('POST', path(acme, 'access/check'), { body: check(nothing) });
  expect([answer.status, answer.problem, answer.headers.get('www-authenticate')]).toEqual([
    401,
    'unauthenticated',
    'Bearer',
  ]);
});

test('another organization is answered byte for byte as one that does not exist', async () => {
  for (const [method, rest, body] of [
    ['GET', 'removals', undefined],
    ['POST', 'access/check', check(nothing)],
  ] as const) {
    const asked = body === undefined ? {} : { body };
    const theirs = await admin(method, path(other, rest), asked);
    const none = await admin(method, `/v1/organizations/${nothing}/${rest}`, asked);
    expect(theirs.status).toBe(404);
    expect([theirs.text, theirs.status]).toEqual([none.text, none.status]);
  }
});

test('a write from a page of another origin is refused, whatever it carries', async () => {
  const sent = (headers: Record<string, string>) =>
    admin('POST', path(acme, 'access/check'), { body: check(nothing), headers });
  expect((await sent({ origin: 'https://evil.example' })).status).toBe(403);
  expect((await sent({ origin: 'null' })).status).toBe(403);
  expect((await sent({ 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  expect((await sent({ origin: url })).status).toBe(200);
  expect((await sent({ 'sec-fetch-site': 'same-origin' })).status).toBe(200);
});

test('what HTTP can be used wrongly for is answered with a problem', async () => {
  const org = path(acme, 'access/check');
  const cases: [string, string, Parameters<Ask>[2], number, string][] = [
    ['PUT', org, {}, 405, 'method-not-allowed'],
    ['GET', '/v1/nothing', {}, 404, 'not-found'],
    ['GET', `/v1/organizations/${'a'.repeat(300)}/removals`, {}, 414, 'address-too-long'],
    ['GET', '/v1/organizations/%zz/removals', {}, 400, 'invalid-request'],
    ['POST', org, { raw: '{', headers: { 'content-type': 'application/json' } }, 400, 'invalid-request'],
    ['POST', org, { raw: 'x', headers: { 'content-type': 'text/plain' } }, 415, 'not-json'],
    ['POST', org, { raw: `"${'x'.repeat(1 << 20)}"` }, 413, 'too-large'],
    ['POST', org, { body: { ...check(nothing), more: 1 } }, 400, 'invalid-request'],
    ['GET', path(acme, 'removals?statis=running'), {}, 400, 'invalid-request'],
    ['POST', org, { body: { questions: [{ resource: 'x', action: 'view' }] } }, 400, 'invalid-request'],
    [
      'POST',
      path(acme, `removals/${nothing}/pause`),
      { body: { a: 1 }, headers: { 'idempotency-key': 'k'.repeat(8) } },
      400,
      'invalid-request',
    ],
  ];
  for (const [method, address, asked, status, problem] of cases) {
    const answer = await admin(method, address, asked);
    expect([method, address.slice(0, 60), answer.status, answer.problem]).toEqual([
      method,
      address.slice(0, 60),
      status,
      problem,
    ]);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  }
  expect((await admin('PUT', org)).headers.get('allow')).toBe('POST');
});

test('a member who was suspended just now is refused at once', async () => {
  const eve = await testMember(data, acme.id, { role: 'admin' });
  const asks = asking(api, await signedIn(api, data, eve.email));
  expect((await asks('GET', path(acme, 'removals'))).status).not.toBe(404);
  await data.owner.query(`UPDATE members SET status = 'suspended' WHERE id = $1`, [eve.id]);
  const answer = await asks('GET', path(acme, 'removals'));
  expect([answer.status, answer.problem]).toEqual([404, 'not-found']);
});
