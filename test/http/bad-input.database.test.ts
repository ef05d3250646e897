import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import {
  type TestData,
  testData,
  testMember,
  type TestOrganization,
  testOrganization,
} from '../support/organization.ts';
import { type Answer, type Ask, asking, signedIn, silentEngine, type TestApi, testApi } from './support/api.ts';

let data: TestData;
let api: TestApi;
let acme: TestOrganization;
let ana: Ask;
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
  ana = await as(acme.adminEmail);
  await ana('GET', at('members')); // opens the door, which is recorded
});

const as = async (email: string): Promise<Ask> => asking(api, await signedIn(api, data, email));
const at = (path: string) => `/v1/organizations/${acme.id}/${path}`;
const post = (path: string, body: object, ask = ana, key: string = randomUUID()): Promise<Answer> =>
  ask('POST', at(path), { body, headers: { 'idempotency-key': key } });
/** Invitations get as far as the process engine, which is down here: what is refused before never is. */
const invite = (email: string, more: object = {}) => post('invitations', { email, ...more });
const sequence = async (): Promise<string | undefined> =>
  (await data.owner.query<{ n: string }>('SELECT sequence AS n FROM audit_heads WHERE organization_id = $1', [acme.id]))
    .rows[0]?.n;

/** Refused by this name, with nothing recorded and nothing kept. */
async function refused(ask: () => Promise<Answer>, problem: string, field?: string): Promise<Answer> {
  const before = await sequence();
  const answer = await ask();
  expect([answer.problem, field === undefined ? undefined : answer.json.errors[0].pointer]).toEqual([
    problem,
    field === undefined ? undefined : `#/body/${field}`,
  ]);
  expect(await sequence()).toBe(before);
  return answer;
}

test('a name that is too long, empty, or made to deceive is refused, and the refusal says which', async () => {
  const names = ['n'.repeat(201), '', ' \t ', 'two\nlines', 'right\u202eto left', 'zero\u200bwidth', 'nul\u0000'];
  for (const name of names) {
    await refused(() => post('rename', { name }), 'invalid-request', 'name');
    await refused(() => post('teams', { name }), 'invalid-request', 'name');
  }
  expect((await post('teams', { name: 'Ünïcode 数据 👩‍🔬' })).json.name).toBe('Ünïcode 数据 👩‍🔬');
});

test('two teams of one name are refused, in whatever case and however its letters are composed', async () => {
  expect((await post('teams', { name: 'Équipe Data' })).status).toBe(201);
  for (const name of ['équipe DATA', 'E\u0301quipe Data', '  Équipe Data '])
    expect((await refused(() => post('teams', { name }), 'name-taken')).json.facts).toEqual({ name: 'team' });
  const both = await Promise.all([post('teams', { name: 'Ops' }), post('teams', { name: 'OPS' })]);
  expect(both.map(({ status }) => status).sort((a, b) => a - b)).toEqual([201, 409]);
});

test('an address that could be taken for a member’s is refused until the inviter says that it is right', async () => {
  await post('change-policy', { invitations: { unlisted: 'send' } });
  const moira = await testMember(data, acme.id, { email: 'moira.olson@modern.example' });
  for (const email of ['rnoira.olson@modern.example', 'moira.0ls0n@modern.example', 'moira.olson@rnodern.example']) {
    const { json } = await refused(() => invite(email), 'looks-alike');
    expect(json.facts).toEqual({ like: 'member', memberId: moira.id });
  }
  expect((await refused(() => invite('someone@m0dern.example'), 'looks-alike')).json.facts.like).toBe('email-domain');
  expect((await refused(() => invite('a@xn--mdern-p0a.example'), 'looks-alike')).json.facts.like).toBe('international');
  for (const [email, more] of [
    ['rnoira.olson@modern.example', { acceptLookAlike: true }],
    ['someone@modern.example', {}],
    ['someone@elsewhere.example', {}],
  ] as const)
    expect([email, (await invite(email, more)).problem]).toEqual([email, 'engine-unreachable']);
  await post('email-domains', { name: 'xn--mdern-p0a.example', rule: 'guest' });
  expect((await invite('a@xn--mdern-p0a.example')).problem).toBe('no-approver'); // it is known now, and judged as a guest
});

test('an address with letters of another script, or none that a mail could reach, is refused by its field', async () => {
  for (const email of [
    'аna@acme.example',
    'ana@аcme.example',
    'ana',
    'ana@acme',
    'a@b.example\nBcc: c@d.example',
    `${'a'.repeat(250)}@b.example`,
  ])
    await refused(() => invite(email), 'invalid-request', 'email');
});

test('someone is invited by their address in any case only once, and a member never', async () => {
  const bob = await testMember(data, acme.id, { email: 'bob@acme.example' });
  expect((await refused(() => invite('BOB@Acme.Example'), 'already-a-member')).json.facts).toEqual({
    memberId: bob.id,
  });
});

test('nobody changes their own role, and of two admins who demote each other at once one stays', async () => {
  await refused(() => post(`members/${acme.admin}/change-role`, { role: 'viewer' }), 'own-role');
  const bob = await testMember(data, acme.id, { role: 'admin' });
  const asBob = await as(bob.email);
  await asBob('GET', at('members'));
  const both = await Promise.all([
    post(`members/${bob.id}/change-role`, { role: 'member' }),
    post(`members/${acme.admin}/change-role`, { role: 'member' }, asBob),
  ]);
  expect(both.map(({ status, problem }) => problem ?? String(status))).toContain('200');
  const { rows } = await data.owner.query(
    `SELECT count(*)::int AS n FROM members WHERE organization_id = $1 AND role = 'admin' AND status = 'active'`,
    [acme.id],
  );
  expect(rows).toEqual([{ n: 1 }]);
});

test('the last admin can’t be suspended, by a program or by themselves, and custodian and billing contact stay someone', async () => {
  const robot = (await post('service-accounts', { name: 'ops', purpose: 'runs', role: 'admin' })).json.id;
  const { json } = await post('api-keys', { name: 'ops', scopes: ['read', 'write'], holderId: robot });
  const program = asking(api, { authorization: `Bearer ${json.key}` });
  await refused(() => post(`members/${acme.admin}/suspend`, { reason: 'x' }, program), 'last-admin');
  await refused(() => post(`members/${acme.admin}/suspend`, { reason: 'x' }), 'not-allowed');
  const gone = await testMember(data, acme.id, { status: 'deactivated' });
  for (const contact of ['change-custodian', 'change-billing-contact']) {
    await refused(() => post(contact, { memberId: gone.id }), 'wrong-state');
    await refused(() => post(contact, { memberId: acme.caretaker }), 'wrong-state');
    await refused(() => post(contact, { memberId: randomUUID() }), 'not-found');
  }
});

test('a key of an earlier request is refused with another body, another address, or while the first is worked on', async () => {
  const key = randomUUID();
  const first = await post('teams', { name: 'Data' }, ana, key);
  await refused(() => post('teams', { name: 'Other' }, ana, key), 'idempotency-key-reused');
  await refused(() => post('rename', { name: 'Data' }, ana, key), 'idempotency-key-reused');
  const again = await post('teams', { name: 'Data' }, ana, key);
  expect([again.json, again.headers.get('idempotency-replayed')]).toEqual([first.json, 'true']);
  const both = await Promise.all([
    post('teams', { name: 'Ops' }, ana, 'both-at-once'),
    post('teams', { name: 'Ops' }, ana, 'both-at-once'),
  ]);
  const made = both.filter(({ status }) => status === 201);
  expect(both.every(({ status, problem }) => status === 201 || problem === 'still-running')).toBe(true);
  expect(new Set(made.map(({ json }) => json.id)).size).toBe(1);
});

test('an email domain is listed once, in one spelling; a claim is not made by hand', async () => {
  const add = (name: string, rule = 'guest') => post('email-domains', { name, rule });
  expect((await add('Partner.Example')).json).toEqual({ name: 'partner.example', rule: 'guest', provedAt: null });
  await refused(() => add('PARTNER.example', 'blocked'), 'name-taken');
  for (const name of [
    'example',
    'a b.example',
    'пример.example',
    '-a.example',
    'http://a.example',
    `${'a'.repeat(64)}.example`,
  ])
    await refused(() => add(name), 'invalid-request', 'name');
  await refused(() => add('mine.example', 'claimed'), 'invalid-request', 'rule');
  expect((await post('email-domains/partner.example/change-rule', { rule: 'blocked' })).json.rule).toBe('blocked');
  expect((await refused(() => invite('eve@mail.partner.example'), 'email-domain-blocked')).json.facts).toEqual({
    emailDomain: 'mail.partner.example',
  });
  expect((await ana('DELETE', at('email-domains/partner.example'))).status).toBe(204);
  expect((await ana('DELETE', at('email-domains/partner.example'))).problem).toBe('not-found');
  expect((await ana('GET', at('email-domains'))).json.items).toEqual([]);
});

test('a policy names approvers who can approve, and its default role is what an invitation without a role gets', async () => {
  const stage = (approvers: object) => ({
    invitations: {
      approval: { stages: [{ approvers, needed: 1, reminderHours: 1, escalateAfterHours: 2, giveUpAfterDays: 3 }] },
    },
  });
  const stranger = await testOrganization(data);
  await refused(() => post('change-policy', stage({ members: [stranger.admin] })), 'invalid-request');
  await refused(() => post('change-policy', stage({ teamId: randomUUID() })), 'not-found');
  expect((await post('change-policy', stage({ members: [acme.admin] }))).status).toBe(200);
  await refused(
    () => post('change-policy', { invitations: { defaultRole: 'admin' } }),
    'invalid-request',
    'invitations/defaultRole',
  );
  await post('change-policy', { invitations: { defaultRole: 'member', unlisted: 'send' } });
  await invite('new@elsewhere.example');
  const { rows } = await data.owner.query('SELECT role FROM invitations WHERE organization_id = $1', [acme.id]);
  expect(rows).toEqual([{ role: 'member' }]);
});
