import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Engine } from '../../api/engine.ts';
import { planRemoval } from '../../prisma/commands/removals/plan.ts';
import { pauseRemoval } from '../../prisma/commands/removals/steer.ts';
import {
  type TestData,
  type TestOrganization,
  testData,
  testMember,
  testOrganization,
} from '../support/organization.ts';
import { type Ask, asking, signedIn, silentEngine, type TestApi, testApi } from './support/api.ts';

let data: TestData;
let down: TestApi;
let acme: TestOrganization;
let admin: Ask;
let credentials: Record<string, string>;

beforeAll(async () => {
  data = await testData();
  down = await testApi(data); // its Temporal is an address where nobody listens
  acme = await testOrganization(data);
  credentials = await signedIn(down, data, acme.adminEmail);
  admin = asking(down, credentials);
});
afterAll(async () => {
  await down.close();
  await data.close();
});

const at = (path: string) => `/v1/organizations/${acme.id}/${path}`;
const keyed = (key: string = randomUUID()) => ({ 'idempotency-key': key });

async function leaving(ask: Ask) {
  const member = await testMember(data, acme.id);
  const { plans } = (await ask('POST', at('removals/preview'), { body: { memberIds: [member.id] } })).json;
  return { memberId: member.id, reason: 'moves on', planHash: plans[0].hash, effectiveAt: '2099-01-01T00:00:00Z' };
}

test('with Temporal down someone is suspended, checks and verifications go on, and what needs it says so', async () => {
  const { id } = await testMember(data, acme.id);
  const suspended = await admin('POST', at(`members/${id}/suspend`), {
    body: { reason: 'lost laptop' },
    headers: keyed(),
  });
  expect([suspended.status, suspended.json.status]).toEqual([200, 'suspended']);
  const question = { resource: randomUUID(), action: 'view' };
  expect((await admin('POST', at('access/check'), { body: { questions: [question] } })).status).toBe(200);
  expect((await admin('POST', at('access/verify'), { body: { key: 'none' } })).json.valid).toBe(false);
  expect((await admin('GET', '/health')).json).toEqual({ status: 'ok', database: true, engine: false });
  const removal = await admin('POST', at('removals'), { body: await leaving(admin), headers: keyed() });
  expect([removal.status, removal.problem, removal.json.requestId]).toEqual([
    503,
    'engine-unreachable',
    removal.headers.get('x-request-id'),
  ]);
  expect((await admin('GET', at('removals'))).json.items).toEqual([]); // a draft shows nowhere
});

test('the same request, sent again when Temporal is back, goes on with the draft of the first', async () => {
  const body = await leaving(admin);
  const headers = keyed();
  expect((await admin('POST', at('removals'), { body, headers })).status).toBe(503);
  const drafts = async () =>
    (await data.owner.query<{ id: string }>(`SELECT id FROM removals WHERE member_id = $1`, [body.memberId])).rows;
  const [draft] = await drafts();
  const up = await testApi(data, { engine: planning });
  const again = await asking(up, credentials)('POST', at('removals'), { body, headers });
  expect([again.status, again.json.id, await drafts()]).toEqual([201, draft?.id, [draft]]);
  await up.close();
});

/** An engine that does what it is asked, and whose answer is lost on the way. */
const planning: Engine = {
  ...silentEngine,
  begin: async (_run, _update, { args }) => {
    const { removalId } = args[0] as { removalId: string };
    const input = { removalId, now: new Date(), receipt: `removal/${removalId}/plan` };
    await planRemoval(data.db, acme.id, acme.as, input);
    return { known: false };
  },
  update: async () => {
    const { rows } = await data.owner.query<{ id: string }>(`SELECT id FROM removals WHERE status = 'planned'`);
    for (const { id } of rows)
      await pauseRemoval(data.db, acme.id, acme.as, { removalId: id, now: new Date(), receipt: `pause/${id}` });
    return { known: false };
  },
};

test('when no answer comes, PostgreSQL is asked whether it was done', async () => {
  const api = await testApi(data, { engine: planning });
  const ask = asking(api, credentials);
  const started = await ask('POST', at('removals'), { body: await leaving(ask), headers: keyed() });
  expect([started.status, started.json.status]).toEqual([201, 'planned']);
  const removal = at(`removals/${started.json.id}`);
  const paused = await ask('POST', `${removal}/pause`, { headers: keyed() });
  expect([paused.status, paused.json.pausedAt === null]).toEqual([200, false]);
  const moved = await ask('POST', `${removal}/move-date`, {
    body: { effectiveAt: '2099-02-01T00:00:00Z' },
    headers: keyed(),
  });
  expect([moved.status, moved.problem]).toEqual([503, 'engine-unreachable']); // it was not
  await api.close();
});
