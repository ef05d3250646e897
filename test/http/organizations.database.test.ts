import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { reactivateOrganization, suspendOrganization } from '../../prisma/commands/organizations/change-status.ts';
import { mostAdministered } from '../../rules/organizations/slug.ts';
import {
  type TestData,
  testData,
  testMember,
  type TestOrganization,
  testOrganization,
} from '../support/organization.ts';
import { type Ask, asking, signedIn, silentEngine, type TestApi, testApi } from './support/api.ts';

let data: TestData;
let api: TestApi;
beforeAll(async () => {
  data = await testData();
  api = await testApi(data, { engine: silentEngine });
});
afterAll(async () => {
  await api.close();
  await data.close();
});

const as = async (email: string): Promise<Ask> => asking(api, await signedIn(api, data, email));
const at = ({ id }: { id: string }, rest = '') => `/v1/organizations/${id}${rest}`;
const slug = () => `org-${randomUUID().slice(0, 13)}`;
const create = (ask: Ask, body: object, key?: string) =>
  ask('POST', '/v1/organizations', {
    body: { name: 'Subsidiary', memberName: 'Ana', ...body },
    ...(key === undefined ? {} : { headers: { 'idempotency-key': key } }),
  });
const problemsOf = (answers: { status: number; problem: string | undefined }[]) =>
  answers.map(({ status, problem }) => problem ?? String(status)).sort();

describe('who is signed in', () => {
  test('creates an organization and is its admin, billing contact and custodian, as a member of its own', async () => {
    const acme = await testOrganization(data);
    const ana = await as(acme.adminEmail);
    const created = await create(ana, { slug: slug(), timeZone: 'Europe/Berlin' });
    expect([created.status, created.json]).toMatchObject([
      201,
      { role: 'admin', status: 'active', memberName: 'Ana', organizationStatus: 'active', open: true },
    ]);
    const { id, memberId } = created.json;
    expect(memberId).not.toBe(acme.admin);
    const read = (await ana('GET', at({ id }))).json;
    expect([read.custodian.id, read.billingContact.id, read.caller.memberId]).toEqual([memberId, memberId, memberId]);
    expect((await ana('GET', at({ id }, `/members/${memberId}`))).json).toMatchObject({
      email: acme.adminEmail,
      timeZone: 'Europe/Berlin',
    });
    const [entry] = (await ana('GET', at({ id }, '/audit-entries'))).json.items;
    expect(entry).toMatchObject({ action: 'organization.created', actor: { by: 'member', memberId } });
  });

  test('creates it once under one Idempotency-Key, also with two requests at once; with another body the key is refused', async () => {
    const ana = await as((await testOrganization(data)).adminEmail);
    const [key, name] = [randomUUID(), slug()];
    const both = await Promise.all([create(ana, { slug: name }, key), create(ana, { slug: name }, key)]);
    expect(both.map(({ status }) => status)).toEqual([201, 201]);
    expect(both[0]?.json.id).toBe(both[1]?.json.id);
    expect((await create(ana, { slug: slug() }, key)).problem).toBe('idempotency-key-reused');
    expect((await ana('GET', '/v1/session')).json.organizations).toHaveLength(2);
  });

  test('gets one of two that ask for the same slug at once, and a slug can’t be written in two ways', async () => {
    const [ana, bob] = [
      await as((await testOrganization(data)).adminEmail),
      await as((await testOrganization(data)).adminEmail),
    ];
    const name = slug();
    expect(problemsOf(await Promise.all([create(ana, { slug: name }), create(bob, { slug: name })]))).toEqual([
      '201',
      'name-taken',
    ]);
    for (const bad of [name.toUpperCase(), `${name}-`, 'а-cyrillic', 'x'.repeat(64), 'a', 'two--hyphens']) {
      const { status, json } = await create(ana, { slug: bad });
      expect([bad, status, json.errors[0].pointer]).toEqual([bad, 400, '#/body/slug']);
    }
    const long = await create(ana, { slug: slug(), name: 'n'.repeat(201) });
    expect([long.problem, long.json.errors[0].pointer]).toEqual(['invalid-request', '#/body/name']);
  });

  test('creates only so many, and none where only the operator does', async () => {
    const acme = await testOrganization(data);
    const ana = await as(acme.adminEmail);
    const insert = `WITH o AS (SELECT gen_random_uuid() AS id, gen_random_uuid() AS member FROM generate_series(1, ${mostAdministered - 1})),
      made AS (INSERT INTO organizations (id, slug, name, custodian_id, billing_contact_id) SELECT id, id::text, 'one of many', member, member FROM o)
      INSERT INTO members (organization_id, id, person_id, status, role, name) SELECT id, member, $1, 'active', 'admin', 'Ana' FROM o`;
    await data.owner.query(insert, [acme.adminPerson]);
    expect((await create(ana, { slug: slug() })).problem).toBe('too-many-organizations');
    const strict = await testApi(data, { engine: silentEngine, peopleCreateOrganizations: false });
    const bob = asking(strict, await signedIn(strict, data, (await testOrganization(data)).adminEmail));
    expect((await create(bob, { slug: slug() })).problem).toBe('not-allowed');
    expect((await bob('GET', '/v1/session')).json.may.createOrganization.allowed).toBe(false);
    await strict.close();
  });
});

test('one person is a member of their own in each organization: what happens in one leaves the other as it is', async () => {
  const [parent, subsidiary] = [await testOrganization(data), await testOrganization(data)];
  const there = await testMember(data, subsidiary.id, {
    email: parent.adminEmail,
    role: 'viewer',
    name: 'Ana elsewhere',
  });
  const ana = await as(parent.adminEmail);
  const mine = (await ana('GET', '/v1/session')).json.organizations;
  const roles = mine.map(({ memberId, role }: { memberId: string; role: string }) => [memberId, role]);
  expect(Object.fromEntries(roles)).toEqual({ [parent.admin]: 'admin', [there.id]: 'viewer' });
  const key = await ana('POST', at(parent, '/api-keys'), { body: { name: 'mine', scopes: ['read'] } });
  const program = asking(api, { authorization: `Bearer ${key.json.key}` });
  expect((await program('GET', at(parent))).status).toBe(200);
  expect((await program('GET', at(subsidiary))).status).toBe(401);
  const boss = await as(subsidiary.adminEmail);
  await boss('POST', at(subsidiary, `/members/${there.id}/suspend`), { body: { reason: 'test' } });
  expect([(await ana('GET', at(subsidiary))).status, (await ana('GET', at(parent))).status]).toEqual([404, 200]);
});

describe('a slug', () => {
  test('is changed by an admin to one that is free, and the old one is free then', async () => {
    const [acme, other] = [await testOrganization(data), await testOrganization(data)];
    const ana = await as(acme.adminEmail);
    const before = (await ana('GET', at(acme))).json.slug;
    const change = (name: string) => ana('POST', at(acme, '/change-slug'), { body: { slug: name } });
    const theirs = (await (await as(other.adminEmail))('GET', at(other))).json.slug;
    expect((await change(theirs)).problem).toBe('name-taken');
    expect((await change('new-name')).json.slug).toBe('new-name');
    expect((await create(ana, { slug: before })).status).toBe(201);
  });
});

describe('a closed organization', () => {
  async function closed(): Promise<{ acme: TestOrganization; ana: Ask; key: Ask; slug: string }> {
    const acme = await testOrganization(data);
    const ana = await as(acme.adminEmail);
    const { json } = await ana('POST', at(acme, '/api-keys'), { body: { name: 'host', scopes: ['check', 'read'] } });
    const own = (await ana('GET', at(acme))).json.slug;
    const close = (name: string) => ana('POST', at(acme, '/close'), { body: { slug: name, reason: 'sold' } });
    expect((await close('another')).json.facts.field).toBe('slug');
    expect((await close(own)).status).toBe(204);
    return { acme, ana, key: asking(api, { authorization: `Bearer ${json.key}` }), slug: own };
  }

  test('refuses every session, key, check and verification from the next request on', async () => {
    const { acme, ana, key } = await closed();
    const check = { questions: [{ resource: randomUUID(), action: 'view' }] };
    const answers = [
      await ana('GET', at(acme)),
      await ana('GET', at(acme, '/members')),
      await key('GET', at(acme)),
      await key('POST', at(acme, '/access/check'), { body: check }),
      await key('POST', at(acme, '/access/verify'), { body: { key: 'dwk_live_none' } }),
    ];
    expect(answers.map(({ problem }) => problem)).toEqual(answers.map(() => 'organization-closed'));
    expect((await ana('GET', '/v1/session')).json.organizations).toMatchObject([
      { id: acme.id, organizationStatus: 'closed', open: false },
    ]);
  });

  test('is reopened by an admin with a fresh sign-in, as it was', async () => {
    const { acme, ana, key } = await closed();
    const reopen = (ask: Ask) => ask('POST', at(acme, '/reopen'), { body: { reason: 'bought back' } });
    expect((await reopen(key)).problem).toBe('not-allowed');
    expect((await reopen(asking(api))).status).toBe(401);
    const viewer = await testMember(data, acme.id, { role: 'viewer' });
    expect((await reopen(await as(viewer.email))).problem).toBe('not-allowed');
    await data.owner.query(`UPDATE sessions SET proved_at = now() - interval '16 minutes' WHERE person_id = $1`, [
      acme.adminPerson,
    ]);
    expect((await reopen(ana)).problem).toBe('fresh-sign-in-needed');
    expect((await reopen(await as(acme.adminEmail))).status).toBe(204);
    expect([(await key('GET', at(acme))).status, (await ana('GET', at(acme))).json.status]).toEqual([200, 'active']);
    const actions = (await ana('GET', at(acme, '/audit-entries?limit=200'))).json.items.map(
      ({ action }: { action: string }) => action,
    );
    expect(actions).toEqual(expect.arrayContaining(['organization.closed', 'organization.reopened']));
  });

  test('can’t be closed by two at once, nor by who signed in long ago', async () => {
    const acme = await testOrganization(data);
    const ana = await as(acme.adminEmail);
    const own = (await ana('GET', at(acme))).json.slug;
    const close = () => ana('POST', at(acme, '/close'), { body: { slug: own, reason: 'x' } });
    await data.owner.query(`UPDATE sessions SET proved_at = now() - interval '16 minutes' WHERE person_id = $1`, [
      acme.adminPerson,
    ]);
    expect((await close()).problem).toBe('fresh-sign-in-needed');
    await data.owner.query('UPDATE sessions SET proved_at = now() WHERE person_id = $1', [acme.adminPerson]);
    const [refused, done] = problemsOf(await Promise.all([close(), close()])).toReversed();
    expect(done).toBe('204');
    expect(['organization-closed', 'wrong-state']).toContain(refused);
  });

  test('suspended by the operator instead, no admin of it can reopen', async () => {
    const acme = await testOrganization(data);
    const ana = await as(acme.adminEmail);
    await ana('GET', at(acme));
    const operator = { by: 'system', reason: 'operator' } as const;
    await suspendOrganization(data.db, acme.id, operator, { reason: 'unpaid' });
    for (const [method, rest, body] of [
      ['GET', '', undefined],
      ['POST', '/reopen', { reason: 'x' }],
    ] as const)
      expect((await ana(method, at(acme, rest), { body })).problem).toBe('organization-suspended');
    await reactivateOrganization(data.db, acme.id, operator, { reason: 'paid' });
    expect((await ana('GET', at(acme))).status).toBe(200);
  });
});
