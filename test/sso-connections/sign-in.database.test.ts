import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Mail } from '../../activities/dependencies.ts';
import { tellEmergencies } from '../../activities/sso-connections/notices.ts';
import { suspendMember } from '../../prisma/commands/members/suspend.ts';
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
  provider.down(false);
  acme = await testOrganization(data);
  admin = asking(api, await signedIn(api, data, acme.adminEmail));
  ben = await testMember(data, acme.id);
  at = browser(api, provider);
  provider.accounts.set('ben', { email: ben.email, email_verified: true });
  provider.accounts.set('ana', { email: acme.adminEmail, email_verified: true });
  await connectSso(provider, admin, acme.id);
});

const inside = (organization: TestOrganization, rest: string) => `/v1/organizations/${organization.id}/${rest}`;

const enforced = (): Promise<void> => enforceSso({ api, provider, admin }, acme.id, 'ana');

async function entries(action: string): Promise<{ body: Record<string, unknown>; text: string }[]> {
  const { rows } = await data.owner.query<{ body: string }>(
    `SELECT body FROM audit_entries WHERE organization_id = $1 AND body::jsonb ->> 'action' = $2 ORDER BY sequence`,
    [acme.id, action],
  );
  return rows.map(({ body }) => ({ body: JSON.parse(body), text: body }));
}

describe('a sign-in by the organization’s own provider', () => {
  test('lets a member in whose verified address it is, and knows them by their account from then on', async () => {
    expect((await at.signIn(acme.id, 'ben')).status).toBe(201);
    expect((await at.ask('GET', inside(acme, 'members'))).status).toBe(200);
    provider.accounts.set('ben', { email: 'married@elsewhere.example', email_verified: false });
    expect((await browser(api, provider).signIn(acme.id, 'ben')).status).toBe(201);
    const [bound, ...more] = await entries('member.sso-identity-bound');
    expect(bound?.body).toMatchObject({ objectId: ben.id, actor: { by: 'member', memberId: ben.id } });
    expect(bound?.text).not.toContain(ben.email);
    expect(more).toEqual([]);
    const started = await entries('session.started');
    expect(started.filter(({ body }) => JSON.stringify(body).includes('"sso"'))).toHaveLength(2);
  });

  test('says how it was satisfied, to the person and to the admins', async () => {
    await at.signIn(acme.id, 'ben');
    await at.ask('GET', inside(acme, 'members'));
    const { json } = await at.ask('GET', '/v1/sessions');
    expect(json.items).toMatchObject([{ how: 'sso', organizations: [{ id: acme.id, how: 'sso' }] }]);
    expect((await admin('GET', inside(acme, `members/${ben.id}/sessions`))).json.items).toMatchObject([{ how: 'sso' }]);
  });

  test.each([
    [
      'a state that was changed',
      (back: Record<string, string>) => ({ ...back, state: `${back['state']?.slice(0, -1)}_` }),
    ],
    ['no state of ours', (back: Record<string, string>) => ({ ...back, state: 'anything' })],
  ])('is void with %s', async (_what, change) => {
    const back = await at.begin(acme.id, 'ben');
    expect(await at.answer(change(back))).toMatchObject({ status: 410, problem: 'sso-not-valid' });
  });

  test('is void a second time, in another browser, and after its time', async () => {
    const back = await at.begin(acme.id, 'ben');
    const other = browser(api, provider);
    await other.begin(acme.id, 'ben');
    expect(await other.answer(back)).toMatchObject({ status: 410, problem: 'sso-not-valid' });
    expect((await at.answer(back)).status).toBe(201);
    expect(await at.answer(back)).toMatchObject({ status: 410, problem: 'sso-not-valid' });
    const late = await at.begin(acme.id, 'ben');
    await data.owner.query('UPDATE sso_sign_ins SET expires_at = now()');
    expect(await at.answer(late)).toMatchObject({ status: 410, problem: 'sso-not-valid' });
  });

  test('is good in two tabs at once', async () => {
    const [first, second] = [await at.begin(acme.id, 'ben'), await at.begin(acme.id, 'ben')];
    const answers = await Promise.all([at.answer(first), at.answer(second)]);
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    expect(await entries('member.sso-identity-bound')).toHaveLength(1);
  });

  test.each([
    ['of another nonce', { nonce: 'another' }, 'id-token-not-valid'],
    ['for another client', { aud: 'another' }, 'id-token-not-valid'],
    ['of another issuer', { iss: 'https://another.example' }, 'id-token-not-valid'],
    ['that has expired', { exp: 1_700_000_000 }, 'id-token-out-of-time'],
    ['that is not good yet', { nbf: 4_000_000_000 }, 'id-token-out-of-time'],
  ])('believes no ID token %s', async (_what, claims, because) => {
    const back = await at.begin(acme.id, 'ben');
    provider.tamper((said) => ({ ...said, ...claims }));
    expect(await at.answer(back)).toMatchObject({ status: 403, problem: 'sso-refused', json: { facts: { because } } });
    expect((await at.ask('GET', '/v1/session')).status).toBe(401);
  });

  test('believes no ID token that another signed', async () => {
    const back = await at.begin(acme.id, 'ben');
    provider.forge();
    expect(await at.answer(back)).toMatchObject({
      problem: 'sso-refused',
      json: { facts: { because: 'id-token-not-valid' } },
    });
  });

  test('bears a provider whose clock is half a minute off', async () => {
    const back = await at.begin(acme.id, 'ben');
    provider.tamper(({ iat: now, ...said }) => ({ ...said, iat: Number(now) + 20, exp: Number(now) - 5 }));
    expect((await at.answer(back)).status).toBe(201);
  });

  test('refuses who is suspended, deactivated or gone as it refuses whom nobody knows', async () => {
    await at.signIn(acme.id, 'ben');
    const unknown = await browser(api, provider).signIn(acme.id, 'nobody-knows');
    expect(unknown).toMatchObject({ status: 403, problem: 'sso-email-not-verified' });
    provider.accounts.set('stranger', { email: 'stranger@elsewhere.example', email_verified: true });
    const stranger = await browser(api, provider).signIn(acme.id, 'stranger');
    expect(stranger).toMatchObject({ status: 403, problem: 'sso-no-member' });
    for (const status of ['suspended', 'deactivated', 'removed']) {
      await data.owner.query('UPDATE members SET status = $2 WHERE id = $1', [ben.id, status]);
      const refused = await browser(api, provider).signIn(acme.id, 'ben');
      expect({ ...refused.json, requestId: '' }).toEqual({ ...stranger.json, requestId: '' });
    }
    expect((await data.owner.query('SELECT FROM members WHERE organization_id = $1', [acme.id])).rowCount).toBe(3);
  });

  test('refuses who is suspended while they are at the provider', async () => {
    const back = await at.begin(acme.id, 'ben');
    await suspendMember(data.db, acme.id, acme.as, { memberId: ben.id, now: new Date(), reason: 'emergency' });
    expect(await at.answer(back)).toMatchObject({ status: 403, problem: 'sso-no-member' });
  });

  test('wants the address verified, letter by letter, and of an account that is not taken by another', async () => {
    const refusal = async (claims: Record<string, unknown>, subject = 'somebody') => {
      provider.accounts.set(subject, claims);
      return (await browser(api, provider).signIn(acme.id, subject)).problem;
    };
    expect(await refusal({ email: ben.email })).toBe('sso-email-not-verified');
    expect(await refusal({ email: ben.email, email_verified: 'true' })).toBe('sso-email-not-verified');
    expect(await refusal({ email: ben.email.replace('p', '\uff50'), email_verified: true })).toBe(
      'sso-email-not-verified',
    );
    const leo = await testMember(data, acme.id, { email: `leo0@${acme.id}.example` });
    expect(await refusal({ email: leo.email.replace('leo0', 'leoo'), email_verified: true })).toBe('sso-no-member');
    expect(await refusal({ email: ben.email.toUpperCase(), email_verified: true }, 'loud')).toBeUndefined();
    expect(await refusal({ email: ben.email, email_verified: true }, 'recycled')).toBe('sso-no-member');
    const forget = inside(acme, `members/${ben.id}/sso-identity`);
    expect((await admin('DELETE', forget)).status).toBe(204);
    expect((await admin('DELETE', forget)).status).toBe(404);
    expect(await refusal({ email: ben.email, email_verified: true }, 'recycled')).toBeUndefined();
  });

  test('says that the provider does not answer, and what it said', async () => {
    const back = await at.begin(acme.id, 'ben');
    provider.down(true);
    expect(await at.answer(back)).toMatchObject({ status: 503, problem: 'sso-unreachable' });
    provider.down(false);
    const { code: _code, ...begun } = await at.begin(acme.id, 'ben');
    const denied = await at.answer({ ...begun, error: 'access_denied' });
    expect(denied).toMatchObject({ problem: 'sso-refused', json: { facts: { because: 'access_denied' } } });
    const unknown = { ...(await at.begin(acme.id, 'ben')), code: 'unknown' };
    expect((await at.answer(unknown)).json.facts).toEqual({ because: 'code-not-taken' });
  });
});

describe('what one organization’s provider says', () => {
  test('counts in no other organization: not what they are there, not that they are there', async () => {
    const sub = await testOrganization(data);
    await testMemberOf(sub, ben);
    await at.signIn(acme.id, 'ben');
    const session = (await at.ask('GET', '/v1/session')).json;
    expect(session.organizations.map(({ id }: { id: string }) => id)).toEqual([acme.id]);
    expect(session.person.email).toBeNull();
    expect(session.may.createOrganization.allowed).toBe(false);
    const unknown = await at.ask('GET', '/v1/organizations/00000000-0000-4000-8000-000000000000/members');
    const theirs = await at.ask('GET', inside(sub, 'members'));
    expect(theirs.status).toBe(401);
    expect({ ...theirs.json, requestId: '' }).toEqual({ ...unknown.json, requestId: '' });
    await signedIn(api, data, ben.email);
    expect((await at.ask('GET', '/v1/sessions')).json.items).toHaveLength(1);
    expect((await at.ask('POST', '/v1/sessions/end-others')).status).toBe(403);
  });

  test('opens a door beside those that a mailed link opens, under a new token', async () => {
    const sub = await testOrganization(data);
    await testMemberOf(sub, ben);
    const { cookie } = await signedIn(api, data, ben.email);
    const both = browser(api, provider, cookie);
    expect((await both.signIn(acme.id, 'ben')).status).toBe(201);
    expect([...both.cookies].map((pair) => pair.join('='))).not.toContain(cookie);
    expect((await asking(api, { cookie })('GET', '/v1/session')).status).toBe(401);
    const open = (await both.ask('GET', '/v1/session')).json.organizations as { open: boolean }[];
    expect(open.map((each) => each.open)).toEqual([true, true]);
    expect((await both.ask('GET', inside(sub, 'members'))).status).toBe(200);
  });

  test('ends the session of someone else in the same browser', async () => {
    const other = browser(api, provider, (await signedIn(api, data, acme.adminEmail)).cookie);
    expect((await other.signIn(acme.id, 'ben')).json.organizations).toMatchObject([{ memberId: ben.id }]);
  });

  test('is another organization’s own: its connection leads nobody in here', async () => {
    const evil = await testOrganization(data);
    await connectSso(provider, asking(api, await signedIn(api, data, evil.adminEmail)), evil.id);
    expect(await at.signIn(evil.id, 'ben')).toMatchObject({ status: 403, problem: 'sso-no-member' });
    const begun = await at.begin(evil.id, 'ben');
    const { code = '' } = await at.begin(acme.id, 'ben');
    expect((await at.answer({ ...begun, code })).problem).toBe('sso-refused');
  });

  test('is never told a code of another’s: each is brought to its organization’s own address', async () => {
    const evil = await testOrganization(data);
    await connectSso(provider, asking(api, await signedIn(api, data, evil.adminEmail)), evil.id);
    const begun = await at.ask('POST', '/v1/sso-sign-ins', { body: { organizationId: evil.id } });
    const asked = new URL(begun.json.authorizationUrl).searchParams;
    expect(asked.get('redirect_uri')).toBe(`${url}/o/${evil.id}/signed-in`);
    const { state = '' } = Object.fromEntries(asked);
    const back = await at.begin(acme.id, 'ben');
    provider.down(true); // whoever is asked now is silent
    expect((await at.answer({ ...back, state })).problem).toBe('sso-not-valid');
    provider.down(false);
    expect((await at.answer(back)).status).toBe(201);
  });
});

async function testMemberOf(organization: TestOrganization, who: typeof ben): Promise<void> {
  await data.owner.query(
    `INSERT INTO members (organization_id, person_id, status, role, name, email, joined_at) VALUES ($1, $2, 'active', 'member', 'Ben', $3, now())`,
    [organization.id, who.personId, who.email],
  );
}

describe('an organization that enforces its own sign-in', () => {
  test('does so only after an admin came in by it, with the secret as it is', async () => {
    const [{ id }] = (await admin('GET', inside(acme, 'sso-connections'))).json.items;
    const enforce = () => admin('POST', inside(acme, `sso-connections/${id}/enforce`));
    expect(await enforce()).toMatchObject({ status: 409, problem: 'sso-not-tried' });
    await at.signIn(acme.id, 'ben');
    expect(await enforce()).toMatchObject({ problem: 'sso-not-tried' });
    await at.signIn(acme.id, 'ana');
    const body = { clientSecret: 'another' };
    await admin('POST', inside(acme, `sso-connections/${id}/change-secret`), { body });
    expect(await enforce()).toMatchObject({ problem: 'sso-not-tried' });
    expect((await at.signIn(acme.id, 'ana')).json.facts).toEqual({ because: 'client-not-taken' });
    await admin('POST', inside(acme, `sso-connections/${id}/change-secret`), {
      body: { clientSecret: provider.client.secret },
    });
    await at.signIn(acme.id, 'ana');
    expect((await enforce()).json.items).toMatchObject([{ enforcedAt: expect.any(String) }]);
  });

  test('ends whoever came in otherwise, there only, and asks them for it by name; keys go on', async () => {
    const sub = await testOrganization(data);
    await testMemberOf(sub, ben);
    const { cookie } = await signedIn(api, data, ben.email);
    const [byMail, byProvider] = [browser(api, provider, cookie), browser(api, provider)];
    await byProvider.signIn(acme.id, 'ben');
    for (const each of [acme, sub]) expect((await byMail.ask('GET', inside(each, 'members'))).status).toBe(200);
    const made = await byMail.ask('POST', inside(acme, 'api-keys'), { body: { name: 'CI', scopes: ['read'] } });
    const key = asking(api, { authorization: `Bearer ${made.json.key}` });
    await enforced();
    const asked = await byMail.ask('GET', inside(acme, 'members'));
    const signInUrl = `${url}/o/${acme.id}/sign-in`;
    expect(asked).toMatchObject({ status: 401, problem: 'sso-needed', json: { facts: { signInUrl } } });
    expect((await byMail.ask('GET', inside(sub, 'members'))).status).toBe(200);
    expect((await byProvider.ask('GET', inside(acme, 'members'))).status).toBe(200);
    expect((await key('GET', inside(acme, 'members'))).status).toBe(200);
    const own = (await byMail.ask('GET', '/v1/session')).json.organizations as { id: string }[];
    expect(own.find(({ id }) => id === acme.id)).toMatchObject({ open: false, ssoEnforced: true });
    expect((await byMail.signIn(acme.id, 'ben')).status).toBe(201);
    for (const each of [acme, sub]) expect((await byMail.ask('GET', inside(each, 'members'))).status).toBe(200);
    const fresh = browser(api, provider, (await signedIn(api, data, ben.email)).cookie);
    expect((await fresh.ask('GET', inside(acme, 'members'))).problem).toBe('sso-needed');
  });

  test('lets nobody in by a mailed link who comes at the very moment', async () => {
    await browser(api, provider).signIn(acme.id, 'ana');
    const [{ id }] = (await admin('GET', inside(acme, 'sso-connections'))).json.items;
    const cookies = await Promise.all(Array.from({ length: 4 }, () => signedIn(api, data, ben.email)));
    const enforce = admin('POST', inside(acme, `sso-connections/${id}/enforce`));
    await Promise.all(cookies.map((cookie) => asking(api, cookie)('GET', inside(acme, 'members'))));
    expect((await enforce).status).toBe(200);
    for (const cookie of cookies)
      expect((await asking(api, cookie)('GET', inside(acme, 'members'))).problem).toBe('sso-needed');
  });

  test('wants a fresh sign-in from its provider, too, with the instant of it', async () => {
    await enforced();
    const ana = browser(api, provider);
    await ana.signIn(acme.id, 'ana', { fresh: true });
    const rename = () => ana.ask('POST', inside(acme, 'change-policy'), { body: { audit: { legalHold: true } } });
    expect((await rename()).status).toBe(200);
    await data.owner.query(
      `UPDATE session_organizations SET sso_proved_at = now() - interval '16 minutes' WHERE member_id = $1`,
      [acme.admin],
    );
    const stale = await rename();
    expect(stale).toMatchObject({ status: 401, problem: 'fresh-sso-needed' });
    expect(stale.json.facts).toMatchObject({ signInUrl: `${url}/o/${acme.id}/sign-in` });
    const back = await ana.begin(acme.id, 'ana', { fresh: true });
    provider.tamper(({ auth_time: at, ...said }) => ({ ...said, auth_time: Number(at) - 3_600 }));
    expect((await ana.answer(back)).json.facts).toEqual({ because: 'id-token-out-of-time' });
    await ana.signIn(acme.id, 'ana', { fresh: true });
    expect((await rename()).status).toBe(200);
  });

  test('goes back to mailed links, and is removed with all that came in by it', async () => {
    await enforced();
    const ana = browser(api, provider);
    await ana.signIn(acme.id, 'ana', { fresh: true });
    const [{ id }] = (await ana.ask('GET', inside(acme, 'sso-connections'))).json.items;
    const one = inside(acme, `sso-connections/${id}`);
    expect(await ana.ask('DELETE', one)).toMatchObject({ status: 409, problem: 'wrong-state' });
    expect((await ana.ask('POST', `${one}/stop-enforcing`)).json.items[0].enforcedAt).toBeNull();
    expect((await asking(api, await signedIn(api, data, ben.email))('GET', inside(acme, 'members'))).status).toBe(200);
    expect((await ana.ask('DELETE', one)).json.items).toEqual([]);
    expect((await ana.ask('GET', inside(acme, 'members'))).status).toBe(401);
    expect((await at.ask('GET', `/v1/sso-sign-ins/${acme.id}`)).status).toBe(404);
    const { rows } = await data.owner.query('SELECT client_secret_box AS box FROM sso_connections WHERE id = $1', [id]);
    expect(rows).toEqual([{ box: null }]);
  });
});

describe('an emergency', () => {
  const comeIn = (ask: Ask, reason = 'the provider is down') =>
    ask('POST', '/v1/sso-sign-ins/emergency', { body: { organizationId: acme.id, reason } });

  test('lets an admin in by mail, for an hour, and tells every admin once', async () => {
    const carl = await testMember(data, acme.id, { role: 'admin' });
    await enforced();
    provider.down(true);
    const ana = asking(api, await signedIn(api, data, acme.adminEmail));
    expect((await ana('GET', inside(acme, 'members'))).problem).toBe('sso-needed');
    expect((await comeIn(ana, 'Our provider is down')).status).toBe(204);
    expect((await ana('GET', inside(acme, 'members'))).status).toBe(200);
    const [entry] = await entries('session.started-in-emergency');
    expect(entry?.body).toMatchObject({ actor: { memberId: acme.admin }, after: { how: 'emergency' } });
    expect(entry?.text).not.toContain('Our provider is down');
    const sent: Mail[] = [];
    const mailer = { send: async (mail: Mail) => void sent.push(mail) };
    const tell = () =>
      tellEmergencies({ db: data.db, mailer, url }, new Date(), (error) => expect(error).toBeUndefined());
    await Promise.all([tell(), tell()]);
    await tell();
    const theirs = sent.filter(({ subject }) => subject.startsWith('Ana Admin came into'));
    expect(theirs.map(({ to }) => to).sort()).toEqual([acme.adminEmail, carl.email].sort());
    await data.owner.query(`UPDATE session_organizations SET at = at - interval '1 hour' WHERE how = 'emergency'`);
    expect((await ana('GET', inside(acme, 'members'))).problem).toBe('sso-needed');
    const own = (await ana('GET', '/v1/session')).json.organizations as { id: string }[];
    expect(own.find(({ id }) => id === acme.id)).toMatchObject({ open: false });
  });

  test('is for admins who signed in by mail just now, of an organization that enforces it', async () => {
    const mailed = await signedIn(api, data, acme.adminEmail);
    expect(await comeIn(asking(api, mailed))).toMatchObject({ status: 409, problem: 'wrong-state' });
    await enforced();
    expect((await comeIn(asking(api))).status).toBe(401);
    expect((await comeIn(asking(api, await signedIn(api, data, ben.email)))).status).toBe(403);
    const stranger = await testOrganization(data);
    const theirs = await comeIn(asking(api, await signedIn(api, data, stranger.adminEmail)));
    expect(theirs).toMatchObject({ status: 404, json: { facts: { object: 'organization' } } });
    await at.signIn(acme.id, 'ana');
    expect((await comeIn(at.ask)).problem).toBe('fresh-sign-in-needed');
    await data.owner.query(`UPDATE sessions SET proved_at = now() - interval '16 minutes' WHERE person_id = $1`, [
      acme.adminPerson,
    ]);
    expect((await comeIn(asking(api, mailed))).problem).toBe('fresh-sign-in-needed');
    const carl = await testMember(data, acme.id, { role: 'admin' });
    const carls = asking(api, await signedIn(api, data, carl.email));
    await suspendMember(data.db, acme.id, acme.as, { memberId: carl.id, now: new Date(), reason: 'emergency' });
    expect((await comeIn(carls)).status).toBe(403);
  });

  test('opens no door that was shut since they signed in', async () => {
    await enforced();
    const mailed = asking(api, await signedIn(api, data, acme.adminEmail));
    expect((await comeIn(mailed)).status).toBe(204);
    const ended = await mailed('POST', inside(acme, `members/${acme.admin}/sessions/end`));
    expect(ended.json).toMatchObject({ ended: expect.any(Number) });
    expect((await comeIn(mailed)).problem).toBe('fresh-sign-in-needed');
    expect((await mailed('GET', inside(acme, 'members'))).problem).toBe('sso-needed');
    expect((await comeIn(asking(api, await signedIn(api, data, acme.adminEmail)))).status).toBe(204);
  });
});

describe('setting it', () => {
  test.each([
    ['a private address', 'https://10.0.0.1'],
    ['plain http', 'http://login.acme.example'],
  ])('is refused for %s, with the field', async (_what, issuer) => {
    const strict = await testApi(data, { allowPrivateHosts: false });
    const ask = asking(strict, await signedIn(strict, data, acme.adminEmail));
    const refused = await ask('POST', inside(acme, 'sso-connections'), {
      body: { name: 'X', issuer, clientId: 'x', clientSecret: 'x' },
    });
    await strict.close();
    expect(refused).toMatchObject({ status: 400, problem: 'invalid-request', json: { facts: { field: 'issuer' } } });
  });

  test('is refused for an issuer that has no document, or one of another name, and a second time', async () => {
    const set = (issuer: string) =>
      admin('POST', inside(acme, 'sso-connections'), { body: { name: 'X', issuer, clientId: 'x', clientSecret: 'x' } });
    expect((await set(`${provider.issuer}/elsewhere`)).json.facts.field).toBe('issuer');
    expect((await set(provider.issuer.replace('localhost', '127.0.0.1'))).json.facts.field).toBe('issuer');
    expect((await set('http://localhost:1')).problem).toBe('sso-unreachable');
    expect((await set(provider.issuer)).problem).toBe('wrong-state');
  });

  test('shows its secret nowhere', async () => {
    const read = await admin('GET', inside(acme, 'sso-connections'));
    expect(read.text).not.toContain(provider.client.secret);
    const { rows } = await data.owner.query<{ body: string }>(
      'SELECT body FROM audit_entries WHERE organization_id = $1',
      [acme.id],
    );
    expect(rows.map(({ body }) => body).join()).not.toContain(provider.client.secret);
  });
});
