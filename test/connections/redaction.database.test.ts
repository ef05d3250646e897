import { Writable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { asking, type Ask, signedIn, silentEngine, type TestApi, testApi } from '../http/support/api.ts';
import { type TestData, type TestOrganization, testData, testOrganization } from '../support/organization.ts';

let data: TestData;
let api: TestApi;
let acme: TestOrganization;
let admin: Ask;
let home: string;
let log = '';

beforeAll(async () => {
  data = await testData();
  const logTo = new Writable({ write: (line, _, done) => done(void (log += String(line))) });
  api = await testApi(data, { engine: silentEngine, logLevel: 'trace', logTo });
  acme = await testOrganization(data);
  admin = asking(api, await signedIn(api, data, acme.adminEmail));
  home = `/v1/organizations/${acme.id}`;
});
afterAll(async () => {
  await api.close();
  await data.close();
});

test('secrets and keys are in no log, no refusal, no audit entry and no event, whatever comes of the request', async () => {
  const secret = 'correct-horse-battery';
  const facts = { hostId: 'c', name: 'C', provider: 'p', auth: 'secret', secret };
  const { id } = (await admin('POST', `${home}/connections`, { body: facts })).json;
  const { key } = (await admin('POST', `${home}/api-keys`, { body: { name: 'k', scopes: ['read'] } })).json;
  const line = JSON.stringify({ kind: 'connection', hostId: 'd', name: 'D', secret });
  const refused = [
    await admin('POST', `${home}/connections`, { body: facts }),
    await admin('POST', `${home}/connections`, { body: { ...facts, auth: secret } }),
    await admin('POST', `${home}/connections/${id}/set-secret`, { body: { secret, more: 1 } }),
    await admin('POST', `${home}/connections/${crypto.randomUUID()}/set-secret`, { body: { secret } }),
    await admin('POST', `${home}/connections/${id}/set-secret`, { raw: `{"secret": "${secret}` }),
    await admin('POST', `${home}/resources/import`, {
      raw: line,
      headers: { 'content-type': 'application/x-ndjson' },
    }),
    await asking(api, { authorization: `Bearer ${key}x` })('GET', home),
    await asking(api, { authorization: `Bearer ${key}` })('GET', `${home}/removals?key=none`),
  ];
  expect(refused.map(({ status }) => status)).toEqual([409, 400, 400, 404, 400, 200, 401, 400]);
  await api.services.keyUses.flush();
  const { rows } = await data.owner.query<{ text: string }>(
    `SELECT string_agg(t::text, '') AS text FROM (SELECT to_jsonb(a) AS t FROM audit_entries a UNION ALL SELECT to_jsonb(e) FROM events e) x`,
  );
  expect(log).toContain(`${home}/connections`);
  const refusals = refused.map(({ text }) => text).join();
  for (const text of [log, rows[0]?.text ?? '', refusals])
    for (const hidden of [secret, key.slice(9)]) expect(text).not.toContain(hidden);
});
