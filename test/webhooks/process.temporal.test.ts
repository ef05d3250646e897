import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Mail } from '../../activities/dependencies.ts';
import { skipDelivery } from '../../prisma/commands/webhooks/steer.ts';
import { findDelivery } from '../../prisma/queries/webhooks/deliveries.ts';
import { dependencies } from '../removals/leaving.ts';
import { eventually } from '../support/eventually.ts';
import { type TestData, testData, testMember } from '../support/organization.ts';
import { type TestTemporal, testTemporal } from '../support/temporal.ts';
import { inOrderOfArrival, type TestEndpoint, testEndpoint } from './endpoint.ts';
import { type Hooked, hooked } from './hooked.ts';
import { type Running, running } from './running.ts';

let data: TestData;
let server: TestTemporal;
let mails: Mail[];
let at: Running;
const endpoints: TestEndpoint[] = [];
/** says nothing at all, from the beginning */
let silent: Hooked;

beforeAll(async () => {
  [data, server] = await Promise.all([testData(), testTemporal()]);
  const deps = await dependencies(data);
  mails = deps.mails;
  at = running(server, deps);
  await at.startWorker();
  at.wake();
  silent = (await webhook({ answer: () => 'never' })).acme;
});
afterAll(async () => {
  await at.stopWaking();
  await Promise.all(endpoints.map((endpoint) => endpoint.close()));
  await server.close();
  await data.close();
});

async function webhook(behaviour: Partial<TestEndpoint> = {}) {
  const endpoint = Object.assign(await testEndpoint(), behaviour);
  endpoints.push(endpoint);
  return { endpoint, acme: await hooked(data, endpoint) };
}

const caughtUp = (hook: Hooked) =>
  eventually(async () => {
    const { behind } = await hook.webhook();
    if (behind > 0n) throw new Error(`${behind} are left`);
  }, 30_000);
const ofTeams = (endpoint: TestEndpoint, first = 0) => inOrderOfArrival(endpoint).filter((one) => one >= first);

test('whatever happens arrives in order, without anyone telling anyone', async () => {
  const { endpoint, acme } = await webhook();
  const sequences = await acme.changes(5);
  await caughtUp(acme);
  sequences.push(...(await acme.changes(5)));
  await caughtUp(acme);
  expect(ofTeams(endpoint, sequences[0])).toEqual(sequences);
});

test('what happened while nobody was there to look arrives when someone is, with two workers at it, one of which stops', async () => {
  await at.stopWaking();
  const hooks = [await webhook(), await webhook(), await webhook()];
  const sequences = await Promise.all(hooks.map(({ acme }) => acme.changes(30)));
  const elsewhere = await testTemporal();
  await at.startWorker({}, elsewhere);
  at.wake();
  await eventually(() => {
    if (hooks.every(({ endpoint }) => endpoint.received.length < 10)) throw new Error('nothing has begun');
  });
  await elsewhere.close();
  await Promise.all(hooks.map(({ acme }) => caughtUp(acme)));
  expect(hooks.map(({ endpoint }, nth) => ofTeams(endpoint, sequences[nth]?.[0]))).toEqual(sequences);
});

test('an endpoint that fails is shown to ops, waits for its next try, and goes on at once when an admin skips the event', async () => {
  const { endpoint, acme } = await webhook();
  await caughtUp(acme);
  endpoint.answer = ({ type }) => (type === 'team.created' ? 500 : 200);
  const [first = 0] = await acme.changes(1);
  const { searchAttributes } = await eventually(async () => {
    const run = await at.runOf(acme).describe();
    if (run.searchAttributes['DoorwardBlocked']?.[0] !== true) throw new Error('not blocked');
    return run;
  }, 20_000);
  expect(searchAttributes).toMatchObject({ DoorwardProcess: ['webhook'], DoorwardStep: ['retry'] });
  expect(searchAttributes['DoorwardDue']).toHaveLength(1);
  const { id, as } = acme.organization;
  await skipDelivery(data.db, id, as, { webhookId: acme.webhookId, sequence: first, now: new Date() });
  await caughtUp(acme);
  expect(await acme.deliveries()).toContainEqual([first, 'dead']);
  expect(endpoint.received.at(-1)?.type).toBe('webhook.skipped');
});

test('when it is disabled for its silence each admin is told once, and the run ends', async () => {
  const { endpoint, acme } = await webhook();
  await caughtUp(acme);
  const { id } = acme.organization;
  await testMember(data, id, { role: 'admin' });
  await testMember(data, id);
  endpoint.answer = () => 503;
  await acme.changes(1);
  await eventually(async () => {
    if ((await acme.webhook()).failingSince === null) throw new Error('nothing has failed');
  });
  await acme.failingFor(73);
  expect(await at.runOf(acme).result()).toBe('disabled');
  const told = mails.filter((mail) => mail.id.startsWith(`webhook/${acme.webhookId}/`));
  expect(told.map(({ subject }) => subject)).toEqual(
    Array(2).fill('The webhook at 127.0.0.1 is disabled'.replace('127.0.0.1', new URL(endpoint.url).host)),
  );
  expect(told[0]?.text).toContain(`/o/${id}/webhooks/${acme.webhookId}`);
});

test('an endpoint that never answers is given ten seconds, and keeps nobody else waiting', async () => {
  await eventually(async () => {
    if ((await silent.webhook()).failingSince === null) throw new Error('it is still waited for');
  }, 30_000);
  const sequence = Number((await silent.webhook()).sequence) + 1;
  const found = await findDelivery(data.db, silent.organization.id, { webhookId: silent.webhookId, sequence });
  expect(found?.delivery).toMatchObject({ status: 'failing', failure: 'timed-out', responseStatus: null });
});
