// What becomes of a sign-in by an organization's own provider that is refused, forgotten, shut out, or gone around in an emergency.
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Mail } from '../../activities/dependencies.ts';
import { tellEmergencies } from '../../activities/sso-connections/notices.ts';
import { type Ask, asking, signedIn, testApi, type TestApi, url } from '../http/support/api.ts';
import {
  type TestData,
  testData,
  testMember,
  type TestOrganization,
  testOrganization,
} from '../support/organization.ts';
import { type IdentityProvider, identityProvider } from './identity-provider.ts';
import { type Browser, browser, connectSso, enforceSso } from './signing-in.ts';

let data: TestData;
let api: TestApi;
let provider: IdentityProvider;
let acme: TestOrganization;
let admin: Ask;
let ben: Awaited<ReturnType<typeof testMember>>;
let at: Browser;
beforeAll(async () => {
  [data, provider] = await Promise.all([testData(), identityProvider(url)]);
  api = await testApi(data);
});
afterAll(async () => {
  await api.close();
  await Promise.all([provider.close(), data.close()]);
});
beforeEach(async () => {
  acme = await testOrganization(data);
  admin = asking(api, await signedIn(api, data, acme.adminEmail));
  ben = await testMember(data, acme.id);
  at = browser(api, provider);
  provider.accounts.set('ben', { email: ben.email, email_verified: true });
  provider.accounts.set('ana', { email: acme.adminEmail, email_verified: true });
  await connectSso(provider, admin, acme.id);
});

const inside = (rest: string) => `/v1/organizations/${acme.id}/${rest}`;
const connection = async (): Promise<string> => (await admin('GET', inside('sso-connections'))).json.items[0].id;

const enforced = (): Promise<void> => enforceSso({ api, provider, admin }, acme.id, 'ana');

async function refusals(): Promise<Record<string, unknown>[]> {
  const { rows } = await data.owner.query<{ body: string }>(
    `SELECT body FROM audit_entries WHERE organization_id = $1 AND action = 'sso-sign-in.refused' ORDER BY sequence`,
    [acme.id],
  );
  return rows.map(({ body }) => JSON.parse(body));
}

test.each([
  ['auth_time', 1e20],
  ['auth_time', 1_700_000_000.5],
  ['auth_time', -1],
  ['auth_time', 'yesterday'],
  ['iat', 1e20],
  ['iat', 1_700_000_000.5],
])('an ID token whose %s is %p is refused by name, and leaves nothing', async (claim, value) => {
  const back = await at.begin(acme.id, 'ben');
  provider.tamper((said) => ({ ...said, [claim]: value }));
  const because = 'id-token-not-valid';
  expect(await at.answer(back)).toMatchObject({ status: 403, problem: 'sso-refused', json: { facts: { because } } });
  expect((await at.ask('GET', '/v1/session')).status).toBe(401);
});

test('a refused sign-in stands in the audit: why and by which sign-in, nothing of whom', async () => {
  provider.accounts.set('stranger', { email: 'stranger@elsewhere.example', email_verified: true });
  expect((await at.signIn(acme.id, 'stranger')).problem).toBe('sso-no-member');
  const denied = { ...(await at.begin(acme.id, 'ben')), code: undefined, error: 'access_denied' };
  expect((await at.answer(denied as unknown as Parameters<Browser['answer']>[0])).problem).toBe('sso-refused');
  const objectId = await connection();
  const shared = { actor: { by: 'system', reason: 'sso' }, object: 'sso-connection', objectId };
  const { issuer } = provider;
  expect(await refusals()).toMatchObject([
    { ...shared, reason: 'sso-no-member', after: { issuer, because: null } },
    { ...shared, reason: 'sso-refused', after: { issuer, because: 'access_denied' } },
  ]);
  expect(JSON.stringify(await refusals())).not.toContain('stranger');
});

test('many refused sign-ins leave a few entries a minute, and the number of the others', async () => {
  provider.accounts.set('stranger', { email: 'stranger@elsewhere.example', email_verified: true });
  const refuse = async () => expect((await browser(api, provider).signIn(acme.id, 'stranger')).status).toBe(403);
  const beganAt = async (moment: string) =>
    data.owner.query(`UPDATE sso_connections SET refused_since = now() + $2::interval WHERE id = $1`, [
      await connection(),
      moment,
    ]);
  await refuse();
  await beganAt('1 hour'); // so that its minute lasts
  for (let round = 0; round < 7; round++) await Promise.all([refuse(), refuse()]);
  const before = await refusals();
  await beganAt('-2 minutes');
  await refuse();
  const after = await refusals();
  expect([before.length, after.length]).toEqual([10, 11]);
  expect(after.at(-1)).toMatchObject({ after: { refusedBesides: 5 } });
});

test('whose account is forgotten is out of this organization, and may come again', async () => {
  await at.signIn(acme.id, 'ben');
  const mailed = asking(api, await signedIn(api, data, ben.email));
  const shown = async () => (await admin('GET', inside(`members/${ben.id}`))).json;
  for (const ask of [at.ask, mailed]) expect((await ask('GET', inside('members'))).status).toBe(200);
  expect(await shown()).toMatchObject({
    ssoBoundAt: expect.any(String),
    may: { forgetSsoIdentity: { allowed: true } },
  });
  expect((await admin('DELETE', inside(`members/${ben.id}/sso-identity`))).status).toBe(204);
  expect((await at.ask('GET', inside('members'))).status).toBe(401);
  expect((await mailed('GET', inside('members'))).status).toBe(200);
  expect(await shown()).toMatchObject({ ssoBoundAt: null, may: { forgetSsoIdentity: { allowed: false } } });
  expect((await at.signIn(acme.id, 'ben')).status).toBe(201);
});

test('who comes in while their account is forgotten is out, or has a new beginning', async () => {
  await at.signIn(acme.id, 'ben');
  provider.accounts.set('ben', {}); // known by their account only, from now on
  const others = [browser(api, provider), browser(api, provider), browser(api, provider)];
  const backs = await Promise.all(others.map((each) => each.begin(acme.id, 'ben')));
  const [forgotten] = await Promise.all([
    admin('DELETE', inside(`members/${ben.id}/sso-identity`)),
    ...others.map((each, index) => each.answer(backs[index] as (typeof backs)[number])),
  ]);
  expect(forgotten.status).toBe(204);
  for (const each of [at, ...others]) expect((await each.ask('GET', inside('members'))).status).toBe(401);
});

test('whose door was shut when the sign-in was enforced is asked by the provider anew, others are not', async () => {
  const asked = async (by: Browser) => {
    const begun = await by.ask('POST', '/v1/sso-sign-ins', { body: { organizationId: acme.id } });
    const { searchParams } = new URL(begun.json.authorizationUrl);
    return [searchParams.get('prompt'), searchParams.get('max_age')];
  };
  const mailed = browser(api, provider, (await signedIn(api, data, ben.email)).cookie);
  expect((await mailed.ask('GET', inside('members'))).status).toBe(200);
  expect(await asked(mailed)).toEqual([null, null]);
  await enforced();
  expect(await asked(mailed)).toEqual(['login', null]);
  expect(await asked(at)).toEqual([null, null]);
  expect((await mailed.signIn(acme.id, 'ben')).status).toBe(201);
  expect(await asked(mailed)).toEqual([null, null]);
});

const comeIn = (ask: Ask) =>
  ask('POST', '/v1/sso-sign-ins/emergency', { body: { organizationId: acme.id, reason: 'the provider is down' } });

test('who comes in by emergency again and again is slowed down', async () => {
  await enforced();
  const ana = asking(api, await signedIn(api, data, acme.adminEmail));
  const answers = [];
  for (let time = 0; time < 11; time++) answers.push(await comeIn(ana));
  expect(answers.map(({ status }) => status)).toEqual([...Array.from({ length: 10 }, () => 204), 429]);
  expect(answers.at(-1)?.problem).toBe('too-many-requests');
});

test('each admin gets one mail of the emergencies of some minutes, and the next names all since', async () => {
  const carl = await testMember(data, acme.id, { role: 'admin' });
  await enforced();
  const mails: Mail[] = [];
  const mailer = { send: async (mail: Mail) => void mails.push(mail) };
  const tell = (minutes: number) =>
    tellEmergencies({ db: data.db, mailer, url }, new Date(Date.now() + minutes * 60_000), (error) => {
      throw error;
    });
  const subjects = () => mails.filter(({ to }) => to === carl.email).map(({ subject }) => subject);
  const [ana, carls] = [
    asking(api, await signedIn(api, data, acme.adminEmail)),
    asking(api, await signedIn(api, data, carl.email)),
  ];
  for (const _twice of [1, 2]) expect((await comeIn(ana)).status).toBe(204);
  await Promise.all([tell(0), tell(0)]);
  expect(subjects()).toEqual([expect.stringContaining('Ana Admin came into')]);
  for (const ask of [ana, carls]) expect((await comeIn(ask)).status).toBe(204);
  await tell(5);
  expect(subjects()).toHaveLength(1);
  await Promise.all([tell(11), tell(11)]);
  await tell(30);
  expect(subjects()).toEqual([expect.anything(), expect.stringContaining('2 admins came into')]);
});
