import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type TestData, testData, testMember, testOrganization } from '../support/organization.ts';
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
const sessionsOf = async (ask: Ask) => (await ask('GET', '/v1/sessions')).json.items;

test('a person sees their sessions: from where, with what, which organizations each opened, how and when', async () => {
  const [acme, other] = [await testOrganization(data), await testOrganization(data)];
  await testMember(data, other.id, { email: acme.adminEmail });
  const [laptop, phone] = [await as(acme.adminEmail), await as(acme.adminEmail)];
  await laptop('GET', `/v1/organizations/${acme.id}`);
  await laptop('GET', `/v1/organizations/${other.id}`);
  await api.services.sessionUses.flush();
  const [newest, oldest, ...more] = await sessionsOf(laptop);
  expect(more).toEqual([]);
  expect([newest.current, oldest.current]).toEqual([false, true]);
  expect(newest).toMatchObject({
    organizations: [],
    lastSeenAt: null,
    how: 'link',
    address: '127.0.0.1',
    agent: 'node',
  });
  const doors = oldest.organizations.map(({ id, how }: { id: string; how: string }) => [id, how]);
  expect(Object.fromEntries(doors)).toEqual({ [acme.id]: 'link', [other.id]: 'link' });
  expect(Date.now() - Date.parse(oldest.lastSeenAt)).toBeLessThan(60_000);
  const page = (await phone('GET', '/v1/sessions?limit=1')).json;
  const next = (await phone('GET', `/v1/sessions?limit=1&cursor=${page.nextCursor}`)).json;
  expect([...page.items, ...next.items].map(({ id }: { id: string }) => id)).toEqual([newest.id, oldest.id]);
});

test('and ends one, or all others; never someone else’s', async () => {
  const acme = await testOrganization(data);
  const [one, two, three] = [await as(acme.adminEmail), await as(acme.adminEmail), await as(acme.adminEmail)];
  await two('GET', `/v1/organizations/${acme.id}`);
  const stranger = await as((await testOrganization(data)).adminEmail);
  const second = (await sessionsOf(two)).find(({ current }: { current: boolean }) => current).id;
  expect((await stranger('DELETE', `/v1/sessions/${second}`)).problem).toBe('not-found');
  expect(
    (await stranger('GET', `/v1/sessions?cursor=${(await one('GET', '/v1/sessions?limit=1')).json.nextCursor}`))
      .problem,
  ).toBe('stale-cursor');
  expect((await one('DELETE', `/v1/sessions/${second}`)).status).toBe(204);
  expect((await one('DELETE', `/v1/sessions/${second}`)).problem).toBe('not-found');
  expect([(await two('GET', '/v1/session')).status, (await two('GET', `/v1/organizations/${acme.id}`)).status]).toEqual(
    [401, 401],
  );
  expect((await one('POST', '/v1/sessions/end-others')).json).toEqual({ ended: 1 });
  expect([(await three('GET', '/v1/session')).status, (await one('GET', '/v1/session')).status]).toEqual([401, 200]);
  const actions = (await one('GET', `/v1/organizations/${acme.id}/audit-entries?limit=200`)).json.items;
  const ended = actions.filter(({ action }: { action: string }) => action === 'session.ended');
  expect(ended).toHaveLength(1); // the other never came in
  const at = { of: expect.any(String), field: 'address', value: '127.0.0.1' };
  expect(ended[0].personal).toEqual([at, { of: at.of, field: 'agent', value: 'node' }]);
});

test('an admin sees with what a member comes in here, and makes them sign in anew: elsewhere they stay signed in', async () => {
  const [acme, other] = [await testOrganization(data), await testOrganization(data)];
  const eve = await testMember(data, acme.id);
  await testMember(data, other.id, { email: eve.email });
  const [admin, asks] = [await as(acme.adminEmail), await as(eve.email)];
  const sessions = `/v1/organizations/${acme.id}/members/${eve.id}/sessions`;
  await asks('GET', `/v1/organizations/${other.id}`);
  expect((await admin('GET', sessions)).json.items).toEqual([]);
  await asks('GET', `/v1/organizations/${acme.id}`);
  const [session] = (await admin('GET', sessions)).json.items;
  expect(Object.keys(session).sort()).toEqual(['address', 'agent', 'at', 'how', 'id', 'lastSeenAt']);
  expect((await asks('POST', `${sessions}/end`)).problem).toBe('not-allowed');
  expect((await admin('POST', `${sessions}/end`)).json).toEqual({ ended: 1 });
  expect((await admin('POST', `${sessions}/end`)).json).toEqual({ ended: 0 });
  expect([
    (await asks('GET', `/v1/organizations/${acme.id}`)).status,
    (await asks('GET', `/v1/organizations/${other.id}`)).status,
  ]).toEqual([401, 200]);
  expect((await (await as(eve.email))('GET', `/v1/organizations/${acme.id}`)).status).toBe(200);
});
