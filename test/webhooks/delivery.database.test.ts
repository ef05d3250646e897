import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createTeam } from '../../prisma/commands/teams/teams.ts';
import { disableWebhook, enableWebhook } from '../../prisma/commands/webhooks/status.ts';
import { replayWebhook, retryDeadLetters, retryDelivery, skipDelivery } from '../../prisma/commands/webhooks/steer.ts';
import { changeWebhook } from '../../prisma/commands/webhooks/webhooks.ts';
import { findDelivery } from '../../prisma/queries/webhooks/deliveries.ts';
import { type TestData, testData } from '../support/organization.ts';
import { atWork } from './at-work.ts';
import { inOrderOfArrival, type TestEndpoint, testEndpoint } from './endpoint.ts';
import { type Hooked, hooked } from './hooked.ts';

let data: TestData;
let worker: Awaited<ReturnType<typeof atWork>>;
let endpoint: TestEndpoint;
let acme: Hooked;

beforeAll(async () => {
  [data, endpoint] = await Promise.all([testData(), testEndpoint()]);
  worker = await atWork(data);
});
afterAll(async () => {
  await endpoint.close();
  await data.close();
});
beforeEach(async () => {
  endpoint.received.length = 0;
  Object.assign(endpoint, { answer: () => 204, says: '', headers: {} });
  acme = await hooked(data, endpoint);
});

const now = () => new Date();
const steer = (sequence: number) => ({ webhookId: acme.webhookId, sequence, now: now() });
const deliver = () => worker.deliver(acme);
const arrived = () => inOrderOfArrival(endpoint);
const created = () => endpoint.received.filter(({ type }) => type === 'team.created').map(({ sequence }) => sequence);

describe('what happens in an organization', () => {
  test('is sent to its webhook in order, signed, from its creation on', async () => {
    const { id, as } = acme.organization;
    const { teamId } = await createTeam(data.db, id, as, { name: 'Data', now: now() });
    const created = await acme.head();
    const more = await acme.changes(120);
    expect(await deliver()).toEqual({ state: 'caught-up' });
    const first = (await acme.head()) - 121; // the webhook itself
    expect(arrived()).toEqual([first, created, ...more]);
    expect(endpoint.received[1]).toMatchObject({
      id: `evt_${id}_${created}`,
      type: 'team.created',
      organization: id,
      data: { object: 'team', objectId: teamId },
      signedBy: 1,
    });
    expect(await deliver()).toEqual({ state: 'caught-up' });
    expect(endpoint.received).toHaveLength(122);
    expect(await acme.webhook()).toMatchObject({ behind: 0n, failingSince: null, deadLetters: 0 });
  });

  test('is left out where the webhook does not ask for it, and keeps nothing waiting', async () => {
    const { webhookId, organization } = acme;
    const eventTypes = ['webhook.*', 'team.renamed'];
    await changeWebhook(data.db, organization.id, organization.as, { webhookId, eventTypes, now: now() });
    await acme.changes(3);
    expect(await deliver()).toEqual({ state: 'caught-up' });
    expect(endpoint.received.map(({ type }) => type)).toEqual(['webhook.created', 'webhook.changed']);
    expect((await acme.webhook()).behind).toBe(0n);
  });
});

describe('an event that the endpoint does not take', () => {
  test('keeps those after it waiting, and is tried again with the same id', async () => {
    const [first = 0, second = 0, third = 0] = await acme.changes(3);
    endpoint.answer = ({ sequence }) => (sequence === second ? 500 : 200);
    endpoint.says = `no luck${'!'.repeat(5000)}`;
    expect(await deliver()).toMatchObject({ state: 'failing', sequence: second, warn: false });
    expect(created()).toEqual([first, second]);
    const waiting = await acme.webhook();
    expect(waiting.failingSince).not.toBeNull();
    expect(waiting.retryAt?.getTime()).toBeGreaterThan(Date.now());
    endpoint.answer = () => 200;
    expect(await deliver()).toEqual({ state: 'caught-up' });
    expect(created()).toEqual([first, second, second, third]);
    const tries = endpoint.received.filter(({ sequence }) => sequence === second);
    expect(new Set(tries.map(({ id }) => id)).size).toBe(1);
    const found = await findDelivery(data.db, acme.organization.id, steer(second));
    expect(found?.delivery).toMatchObject({ status: 'delivered', attempts: 2, responseStatus: 200, failure: null });
    expect(found?.attempts.map(({ responseStatus }) => responseStatus)).toEqual([200, 500]);
    expect(found?.attempts[1]?.excerpt).toBe(endpoint.says.slice(0, 1000));
  });

  test.each([
    ['hangs up', 'drop', { responseStatus: null, failure: 'connection-lost', excerpt: null }],
    ['sends elsewhere', 302, { responseStatus: 302, failure: null }],
  ] as const)('counts as tried when the endpoint %s', async (_, answer, attempt) => {
    const [first = 0] = await acme.changes(1);
    endpoint.answer = ({ sequence }) => (sequence === first ? answer : 200);
    endpoint.headers = { location: '/elsewhere' };
    expect(await deliver()).toMatchObject({ state: 'failing', sequence: first });
    const found = await findDelivery(data.db, acme.organization.id, steer(first));
    expect(found?.attempts).toMatchObject([attempt]);
  });

  test('waits as long as the endpoint asks for', async () => {
    await acme.changes(1);
    endpoint.answer = () => 429;
    endpoint.headers = { 'retry-after': '1800' };
    await deliver();
    const { retryAt } = await acme.webhook();
    expect(retryAt?.getTime()).toBeGreaterThan(Date.now() + 1_700_000);
  });

  test('makes the admins hear of it after a day', async () => {
    endpoint.answer = () => 500;
    await deliver();
    await acme.failingFor(25);
    expect(await deliver()).toMatchObject({ state: 'failing', warn: true });
  });

  test('is a dead letter after three days when it is refused, and the order goes on', async () => {
    const [first = 0, second = 0, third = 0] = await acme.changes(3);
    endpoint.answer = ({ sequence }) => (sequence === second ? 422 : 200);
    await deliver();
    await acme.failingFor(73);
    expect(await deliver()).toEqual({ state: 'given-up', sequence: second });
    expect(await deliver()).toEqual({ state: 'caught-up' });
    expect((await acme.deliveries()).slice(-3)).toEqual([
      [first, 'delivered'],
      [second, 'dead'],
      [third, 'delivered'],
    ]);
    expect((await acme.webhook()).deadLetters).toBe(1);
  });

  test('disables the webhook after three days of silence, and nothing of what follows is lost or out of order', async () => {
    const sequences = await acme.changes(3);
    endpoint.answer = () => 'drop';
    await deliver();
    await acme.failingFor(73);
    expect(await deliver()).toMatchObject({ state: 'disabled' });
    expect(await acme.webhook()).toMatchObject({ status: 'disabled', disabledBecause: 'failing', deadLetters: 0 });
    expect(await deliver()).toEqual({ state: 'closed' });
    sequences.push(...(await acme.changes(2)));
    endpoint.answer = () => 200;
    endpoint.received.length = 0;
    await enableWebhook(data.db, acme.organization.id, acme.organization.as, steer(0));
    await deliver();
    expect(created()).toEqual(sequences);
  });

  test('disables it at once when the endpoint says that it is gone', async () => {
    await acme.changes(1);
    endpoint.answer = () => 410;
    expect(await deliver()).toMatchObject({ state: 'disabled' });
    expect(await acme.webhook()).toMatchObject({ status: 'disabled', disabledBecause: 'gone' });
    expect(endpoint.received).toHaveLength(1);
  });

  test('never leaves for an address of a private network', async () => {
    const careful = await atWork(data, { allowPrivateHosts: false });
    await acme.changes(1);
    expect(await careful.deliver(acme)).toMatchObject({ state: 'failing' });
    expect(endpoint.received).toEqual([]);
    const sequence = Number((await acme.webhook()).sequence) + 1;
    const found = await findDelivery(data.db, acme.organization.id, steer(sequence));
    expect(found?.delivery.failure).toBe('address-refused');
  });
});

describe('two at once', () => {
  test('send nothing out of order, and lose nothing', async () => {
    const sequences = await acme.changes(40);
    for (let left = 5; left > 0; left--) await Promise.all([deliver(), deliver(), deliver()]);
    expect(await deliver()).toEqual({ state: 'caught-up' });
    expect(arrived().slice(1)).toEqual(sequences);
    expect((await acme.deliveries()).every(([, status]) => status === 'delivered')).toBe(true);
  });

  test('a disabling while something is on its way: nothing is sent after it', async () => {
    const [first = 0] = await acme.changes(3);
    const { id, as } = acme.organization;
    let disabled: Promise<void> | undefined;
    endpoint.answer = ({ sequence }) => {
      if (sequence === first) disabled = disableWebhook(data.db, id, as, steer(0));
      return 200;
    };
    const standing = await deliver();
    await disabled;
    expect(['more', 'closed']).toContain(standing.state);
    const sent = endpoint.received.length;
    expect(await deliver()).toEqual({ state: 'closed' });
    expect(endpoint.received).toHaveLength(sent);
  });
});

describe('an admin', () => {
  const as = () => [data.db, acme.organization.id, acme.organization.as] as const;

  /** One dead letter and two events after it. */
  async function withDeadLetter(): Promise<[number, number, number]> {
    const [first = 0, second = 0, third = 0] = await acme.changes(3);
    endpoint.answer = ({ sequence }) => (sequence === first ? 500 : 200);
    await deliver();
    await skipDelivery(...as(), steer(first));
    await deliver();
    return [first, second, third];
  }

  test('skips the event that keeps the others waiting: it is a dead letter, and the order goes on', async () => {
    const [first, second, third] = await withDeadLetter();
    expect(created()).toEqual([first, second, third]);
    expect(await acme.deliveries()).toContainEqual([first, 'dead']);
    await expect(skipDelivery(...as(), steer(first))).rejects.toMatchObject({ name: 'wrong-state' });
    await expect(skipDelivery(...as(), steer(999))).rejects.toMatchObject({ name: 'not-found' });
  });

  test('sends one dead letter again, which is one until it is taken', async () => {
    const [first] = await withDeadLetter();
    await retryDelivery(...as(), steer(first));
    expect(await deliver()).toEqual({ state: 'caught-up' });
    expect(await acme.deliveries()).toContainEqual([first, 'dead']);
    endpoint.answer = () => 200;
    await retryDelivery(...as(), steer(first));
    expect(await deliver()).toEqual({ state: 'caught-up' });
    expect(await acme.deliveries()).toContainEqual([first, 'delivered']);
    await expect(retryDelivery(...as(), steer(first))).rejects.toMatchObject({ name: 'wrong-state' });
    expect((await acme.webhook()).behind).toBeLessThanOrEqual(2n);
  });

  test('sends all dead letters again, in order', async () => {
    const [first, second] = await acme.changes(2);
    endpoint.answer = () => 500;
    const head = Number((await acme.webhook()).sequence) + 1;
    for (const sequence of [head, first ?? 0, second ?? 0]) {
      await deliver();
      await skipDelivery(...as(), steer(sequence));
    }
    endpoint.answer = () => 200;
    endpoint.received.length = 0;
    expect(await retryDeadLetters(...as(), { webhookId: acme.webhookId, now: now() })).toEqual({ retried: 3 });
    await deliver();
    expect(arrived().slice(0, 3)).toEqual([head, first, second]);
    expect((await acme.webhook()).deadLetters).toBe(0);
    expect(await retryDeadLetters(...as(), { webhookId: acme.webhookId, now: now() })).toEqual({ retried: 0 });
  });

  test('replays from an event on: the same events in the same order with the same ids', async () => {
    const sequences = await acme.changes(4);
    await deliver();
    const before = endpoint.received.slice(2).map(({ id }) => id);
    endpoint.received.length = 0;
    await replayWebhook(...as(), steer(sequences[1] ?? 0));
    await deliver();
    expect(endpoint.received.slice(0, 3).map(({ id }) => id)).toEqual(before);
    expect(endpoint.received.at(-1)?.type).toBe('webhook.replayed');
    await expect(replayWebhook(...as(), steer(100_000))).rejects.toMatchObject({
      name: 'invalid-request',
      facts: { field: 'sequence' },
    });
  });

  test('can do none of it while the webhook is disabled, nor for another organization’s', async () => {
    await disableWebhook(...as(), steer(0));
    for (const act of [replayWebhook, retryDelivery, skipDelivery])
      await expect(act(...as(), steer(1))).rejects.toMatchObject({ name: 'wrong-state' });
    const { organization } = await hooked(data, endpoint);
    for (const act of [replayWebhook, retryDelivery, skipDelivery, enableWebhook, disableWebhook])
      await expect(act(data.db, organization.id, organization.as, steer(1))).rejects.toMatchObject({
        name: 'not-found',
        facts: { object: 'webhook' },
      });
  });
});
