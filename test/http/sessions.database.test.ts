import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { askSignIn } from '../../prisma/commands/sessions/ask-sign-in.ts';
import { signInMail } from '../../prisma/queries/sessions/sign-in-mail.ts';
import {
  type TestData,
  type TestOrganization,
  testData,
  testMember,
  testOrganization,
} from '../support/organization.ts';
import { asking, signedIn, silentEngine, type TestApi, testApi } from './support/api.ts';

let data: TestData;
let api: TestApi;
let acme: TestOrganization;

beforeAll(async () => {
  data = await testData();
  api = await testApi(data, { engine: { ...silentEngine, start: async () => true } });
  acme = await testOrganization(data);
});
afterAll(async () => {
  await api.close();
  await data.close();
});

async function mailTo(email: string) {
  const now = new Date();
  const asked = await askSignIn(data.db, data.secrets, { email, now });
  const mail = asked === null ? null : await signInMail(data.db, data.secrets, { ...asked, now });
  if (mail === null) throw new Error('no mail');
  return mail;
}

test('the cookie is for this host alone, out of reach of scripts and of other sites', async () => {
  const { token } = await mailTo(acme.adminEmail);
  const answer = await asking(api)('POST', '/v1/sessions', { body: { token } });
  const [cookie = ''] = answer.headers.getSetCookie();
  expect(cookie).toMatch(/^__Host-dw_session=[\w-]{43}; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/);
  expect(answer.json.organizations).toMatchObject([{ id: acme.id, role: 'admin', status: 'active', open: true }]);
  expect(answer.text).not.toContain(cookie.split(/[=;]/)[1]);
});

test('a link signs in once, a code too, and neither after the other', async () => {
  const member = await testMember(data, acme.id);
  const { token, code } = await mailTo(member.email);
  const ask = asking(api);
  expect((await ask('POST', '/v1/sessions', { body: { email: member.email, code } })).status).toBe(201);
  for (const body of [{ token }, { email: member.email, code }])
    expect((await ask('POST', '/v1/sessions', { body })).problem).toBe('link-not-valid');
});

test('asking for a link is answered alike for someone and for nobody', async () => {
  const ask = asking(api);
  const answers = [];
  for (const email of [acme.adminEmail, 'nobody@nowhere.example'])
    answers.push(await ask('POST', '/v1/sign-in-links', { body: { email } }));
  expect(answers.map(({ status, text }) => [status, text])).toEqual([
    [202, answers[0]?.text],
    [202, answers[0]?.text],
  ]);
});

test('guessing at one address is slowed down', async () => {
  const ask = asking(api);
  const body = { email: 'victim@acme.example', code: '00000000' };
  const answers = [];
  for (let i = 0; i < 11; i++) answers.push(await ask('POST', '/v1/sessions', { body }));
  expect(answers.map(({ problem }) => problem)).toEqual([...Array(10).fill('link-not-valid'), 'too-many-requests']);
  expect(Number(answers.at(-1)?.headers.get('retry-after'))).toBeGreaterThan(0);
});

test('signing out ends the session everywhere, and takes the cookie away', async () => {
  const member = await testMember(data, acme.id);
  const ask = asking(api, await signedIn(api, data, member.email));
  expect((await ask('GET', `/v1/organizations/${acme.id}`)).status).toBe(200);
  const answer = await ask('DELETE', '/v1/session');
  expect([answer.status, answer.headers.getSetCookie()[0]]).toEqual([
    204,
    expect.stringContaining('Expires=Thu, 01 Jan 1970'),
  ]);
  for (const path of ['/v1/session', `/v1/organizations/${acme.id}`]) expect((await ask('GET', path)).status).toBe(401);
});

test('someone whose suspension was lifted is let in by a new sign-in, not by the old one', async () => {
  const member = await testMember(data, acme.id);
  const admin = asking(api, await signedIn(api, data, acme.adminEmail));
  const old = asking(api, await signedIn(api, data, member.email));
  const home = `/v1/organizations/${acme.id}`;
  expect((await old('GET', home)).status).toBe(200);
  const body = { reason: 'test' };
  await admin('POST', `${home}/members/${member.id}/suspend`, { body });
  expect((await old('GET', home)).status).toBe(404);
  await admin('POST', `${home}/members/${member.id}/reactivate`, { body });
  expect((await old('GET', home)).status).toBe(401);
  const fresh = asking(api, await signedIn(api, data, member.email));
  expect((await fresh('GET', home)).status).toBe(200);
});

test('what an API key was used for last is kept, from where and by what', async () => {
  const admin = asking(api, await signedIn(api, data, acme.adminEmail));
  const home = `/v1/organizations/${acme.id}`;
  const { json } = await admin('POST', `${home}/api-keys`, { body: { name: 'k', scopes: ['read'] } });
  await asking(api, { authorization: `Bearer ${json.key}`, 'user-agent': 'curl/8' })('GET', home);
  await api.services.keyUses.flush();
  const { lastUsedAt, lastUsedFrom, lastUsedAgent } = (await admin('GET', `${home}/api-keys/${json.id}`)).json;
  expect([Date.now() - Date.parse(lastUsedAt) < 60_000, lastUsedFrom, lastUsedAgent]).toEqual([
    true,
    '127.0.0.1',
    'curl/8',
  ]);
});

test('a dead key that is used again, or brought to a host, raises one event', async () => {
  const admin = asking(api, await signedIn(api, data, acme.adminEmail));
  const home = `/v1/organizations/${acme.id}`;
  const { json } = await admin('POST', `${home}/api-keys`, { body: { name: 'dead', scopes: ['read'] } });
  await admin('POST', `${home}/api-keys/${json.id}/revoke`);
  const events = async () => {
    await api.services.keyUses.flush();
    const { rows } = await data.owner.query(
      `SELECT data -> 'after' ->> 'because' AS because FROM events WHERE type = 'api-key.used-after-end' AND object_id = $1`,
      [json.id],
    );
    return rows;
  };
  expect((await asking(api, { authorization: `Bearer ${json.key}` })('GET', home)).status).toBe(401);
  expect(await events()).toEqual([{ because: 'revoked' }]);
  const verified = await admin('POST', `${home}/access/verify`, { body: { key: json.key } });
  expect(verified.json).toEqual({ valid: false, because: 'revoked' });
  expect(await events()).toHaveLength(1);
});
