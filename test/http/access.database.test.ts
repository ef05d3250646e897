import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type TestData, testData, testMember, testOrganization } from '../support/organization.ts';
import { type Ask, asking, signedIn, silentEngine, type TestApi, testApi } from './support/api.ts';

let data: TestData;
let apis: TestApi[];

beforeAll(async () => {
  data = await testData();
  apis = [await testApi(data, { engine: silentEngine }), await testApi(data, { engine: silentEngine })]; // two processes’ worth
});
afterAll(async () => {
  for (const api of apis) await api.close();
  await data.close();
});

interface Tenant {
  home: string;
  admin: Ask;
  host: Ask;
  credentials: Record<string, string>;
  owner: { id: string; key: string };
  resource: string;
}

/** An organization with a host that asks by key, and a member who owns a pipeline that runs as them. */
async function tenant(api: TestApi): Promise<Tenant> {
  const organization = await testOrganization(data);
  const home = `/v1/organizations/${organization.id}`;
  const admin = asking(api, await signedIn(api, data, organization.adminEmail));
  const robot = (
    await admin('POST', `${home}/service-accounts`, { body: { name: 'h', purpose: 'asks', role: 'member' } })
  ).json.id;
  const hostKey = await admin('POST', `${home}/api-keys`, { body: { name: 'h', scopes: ['check'], holderId: robot } });
  const owner = await testMember(data, organization.id);
  const own = asking(api, await signedIn(api, data, owner.email));
  const { key } = (await own('POST', `${home}/api-keys`, { body: { name: 'own', scopes: ['read'] } })).json;
  const pipeline = { kind: 'pipeline', hostId: 'p', name: 'p', runsAsId: owner.id };
  const resource = (await own('POST', `${home}/resources`, { body: pipeline })).json.id;
  const credentials = { authorization: `Bearer ${hostKey.json.key}` };
  return { home, admin, host: asking(api, credentials), credentials, owner: { id: owner.id, key }, resource };
}

const first = (): TestApi => apis[0] as TestApi;

test('hosts of many organizations that ask at the same time each get their own answers', async () => {
  const tenants = await Promise.all(Array.from({ length: 4 }, () => tenant(first())));
  const asked = Array.from({ length: 80 }, (_, index) => {
    const own = tenants[index % 4] as Tenant;
    const other = tenants[(index + 1) % 4] as Tenant;
    const body = {
      questions: [own, other].map(({ resource, owner }) => ({ resource, action: 'run', as: { member: owner.id } })),
    };
    return own.host('POST', `${own.home}/access/check`, { body }).then(({ json }) => [json.answers, own] as const);
  });
  for (const [answers, { owner }] of await Promise.all(asked))
    expect(answers).toEqual([
      { allowed: true, because: expect.any(String), as: owner.id, caretaker: false },
      { allowed: false, because: expect.stringContaining('no such member'), as: null, caretaker: false },
    ]);
});

test('from a suspension on no check and no verification lets the member in, in any process, however many are asked', async () => {
  const { home, admin, host, credentials, owner, resource } = await tenant(first());
  const asAutomation = { resource, action: 'run', as: { runsAsOf: resource } };
  const body = { questions: [{ resource, action: 'run', as: { member: owner.id } }, asAutomation] };
  const second = asking(apis[1] as TestApi, credentials);
  let suspendedAt = Number.POSITIVE_INFINITY;
  const late: unknown[] = [];
  let stop = false;
  const asks = [host, second].flatMap((ask) =>
    Array.from({ length: 4 }, async () => {
      while (!stop) {
        const sentAt = performance.now();
        const [check, verify] = await Promise.all([
          ask('POST', `${home}/access/check`, { body }),
          ask('POST', `${home}/access/verify`, { body: { key: owner.key } }),
        ]);
        expect(check.json.answers[1].allowed).toBe(true); // what ran as them goes on, as the caretaker
        if (sentAt > suspendedAt) late.push([check.json.answers[0].allowed, verify.json]);
      }
    }),
  );
  expect((await admin('POST', `${home}/members/${owner.id}/suspend`, { body: { reason: 'test' } })).status).toBe(200);
  suspendedAt = performance.now();
  while (late.length < 40) await new Promise((resolve) => setImmediate(resolve));
  stop = true;
  await Promise.all(asks);
  for (const answer of late) expect(answer).toEqual([false, { valid: false, because: 'member-status' }]);
});

test('a member may ask about themselves, and only hosts and admins about others', async () => {
  const { home, owner, resource } = await tenant(first());
  const member = await data.owner.query<{ email: string }>('SELECT email FROM members WHERE id = $1', [owner.id]);
  const asks = asking(first(), await signedIn(first(), data, member.rows[0]?.email ?? ''));
  const ask = async (as?: object) =>
    await asks('POST', `${home}/access/check`, {
      body: { questions: [{ resource, action: 'run', ...(as && { as }) }] },
    });
  expect((await ask()).json.answers[0]).toMatchObject({ allowed: true, as: owner.id });
  expect((await ask({ member: owner.id })).status).toBe(200);
  expect((await ask({ runsAsOf: resource })).problem).toBe('not-allowed');
  expect((await asks('POST', `${home}/access/verify`, { body: { key: owner.key } })).problem).toBe('not-allowed');
});

test('an explanation names the team through which someone may', async () => {
  const { home, admin, resource } = await tenant(first());
  const team = (await admin('POST', `${home}/teams`, { body: { name: 'Data' } })).json.id;
  const organization = home.split('/').at(-1) ?? '';
  const eve = await testMember(data, organization);
  await admin('POST', `${home}/teams/${team}/members`, { body: { memberId: eve.id } });
  await admin('POST', `${home}/shares`, { body: { resourceId: resource, teamId: team, level: 'edit' } });
  const body = { resource, action: 'edit', as: { member: eve.id } };
  const { json } = await admin('POST', `${home}/access/explain`, { body });
  expect([json.allowed, json.because]).toEqual([true, expect.stringContaining('team Data')]);
  expect(json.facts).toEqual([{ fact: 'share', level: 'edit', teamId: team }]);
});
