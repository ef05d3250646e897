import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  type TestData,
  type TestOrganization,
  testData,
  testMember,
  testOrganization,
} from '../support/organization.ts';
import { type Ask, asking, signedIn, type TestApi, testApi } from './support/api.ts';

let data: TestData;
let api: TestApi;
let acme: TestOrganization;
let admin: Ask;

beforeAll(async () => {
  data = await testData();
  api = await testApi(data);
  acme = await testOrganization(data);
  admin = asking(api, await signedIn(api, data, acme.adminEmail));
});
afterAll(async () => {
  await api.close();
  await data.close();
});

const at = (path: string) => `/v1/organizations/${acme.id}/${path}`;
const keyed = (key: string) => ({ 'idempotency-key': key });
const countOf = async (sql: string, ...values: unknown[]): Promise<number> =>
  (await data.owner.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${sql}`, values)).rows[0]?.n ?? 0;
const teams = (name: string) => countOf('teams WHERE organization_id = $1 AND name = $2', acme.id, name);

test('the same request sent again has the same answer and is done once', async () => {
  const headers = keyed(randomUUID());
  const first = await admin('POST', at('teams'), { body: { name: 'Once' }, headers });
  const second = await admin('POST', at('teams'), { body: { name: 'Once' }, headers });
  expect([first.status, second.status, second.text]).toEqual([201, 201, first.text]);
  expect([first.headers.get('idempotency-replayed'), second.headers.get('idempotency-replayed')]).toEqual([
    null,
    'true',
  ]);
  expect(await teams('Once')).toBe(1);
});

test('a key that comes again with another request is refused', async () => {
  const headers = keyed(randomUUID());
  await admin('POST', at('teams'), { body: { name: 'First' }, headers });
  for (const [path, body] of [
    ['teams', { name: 'Other' }],
    ['rename', { name: 'First' }],
  ] as const)
    expect((await admin('POST', at(path), { body, headers })).problem).toBe('idempotency-key-reused');
  expect(await teams('Other')).toBe(0);
});

test('the same key of another member is another key', async () => {
  const bob = await testMember(data, acme.id, { role: 'admin' });
  const asBob = asking(api, await signedIn(api, data, bob.email));
  const headers = keyed('shared-key-of-two');
  const mine = await admin('POST', at('service-accounts'), { body: { name: 'a', purpose: 'a' }, headers });
  const his = await asBob('POST', at('service-accounts'), { body: { name: 'b', purpose: 'b' }, headers });
  expect([mine.json.name, his.json.name]).toEqual(['a', 'b']);
});

test('a request that was refused did nothing, and its key is free for a better one', async () => {
  const headers = keyed(randomUUID());
  const nobody = '00000000-0000-4000-8000-000000000000';
  const refused = await admin('POST', at('change-custodian'), { body: { memberId: nobody }, headers });
  expect(refused.status).toBe(404);
  expect((await admin('POST', at('change-custodian'), { body: { memberId: acme.admin }, headers })).status).toBe(200);
});

test('of ten that are sent at once one is done; the others wait for it or have its answer', async () => {
  const headers = keyed(randomUUID());
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => admin('POST', at('teams'), { body: { name: 'Crowd' }, headers })),
  );
  for (const { status, problem } of answers) expect([201, 'still-running']).toContain(status === 201 ? 201 : problem);
  expect(answers.filter(({ status }) => status === 201).length).toBeGreaterThan(0);
  expect(await teams('Crowd')).toBe(1);
});

test('an attempt that died after its effect is taken over: the effect is not done again, and the answer is the one that was lost', async () => {
  const headers = keyed(randomUUID());
  const body = { name: 'robot', scopes: ['read'] };
  const first = await admin('POST', at('api-keys'), { body, headers });
  // as a kill between the command's commit and the answer leaves it
  await data.owner.query(`UPDATE idempotency_keys SET status = NULL, response_box = NULL WHERE key = $1`, [
    headers['idempotency-key'],
  ]);
  expect((await admin('POST', at('api-keys'), { body, headers })).problem).toBe('still-running');
  await data.owner.query(`UPDATE idempotency_keys SET claimed_at = claimed_at - interval '2 minutes' WHERE key = $1`, [
    headers['idempotency-key'],
  ]);
  const again = await admin('POST', at('api-keys'), { body, headers });
  expect([again.status, again.json.key, again.json.id]).toEqual([201, first.json.key, first.json.id]);
  expect(await countOf(`credentials WHERE organization_id = $1 AND name = 'robot'`, acme.id)).toBe(1);
});

test('an answer with a secret is kept sealed', async () => {
  const headers = keyed(randomUUID());
  const { json } = await admin('POST', at('api-keys'), { body: { name: 'sealed', scopes: ['read'] }, headers });
  const secret = Buffer.from(json.key).toString('hex');
  expect(await countOf(`idempotency_keys WHERE position($1 IN encode(response_box, 'hex')) > 0`, secret)).toBe(0);
  expect(await countOf(`receipts WHERE position($1 IN result::text) > 0`, json.key)).toBe(0);
  expect(
    await countOf(`idempotency_keys WHERE response_box IS NOT NULL AND key = $1`, headers['idempotency-key']),
  ).toBe(1);
});

test('what starts a process needs a key', async () => {
  const answer = await admin('POST', at('invitations'), { body: { email: 'a@b.example' } });
  expect([answer.status, answer.json.errors[0].pointer]).toEqual([400, '#/headers/idempotency-key']);
});
