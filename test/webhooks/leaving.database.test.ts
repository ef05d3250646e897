// What a removal does about webhooks that the leaver made.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { rotateLeftWebhook } from '../../prisma/commands/webhooks/leave.ts';
import { revealWebhookSecret } from '../../prisma/commands/webhooks/secrets.ts';
import { enableWebhook } from '../../prisma/commands/webhooks/status.ts';
import { changing } from '../../prisma/change.ts';
import { previewPlan } from '../../prisma/queries/removals/preview.ts';
import { type TestData, testData, testMember } from '../support/organization.ts';
import { atWork } from './at-work.ts';
import { type TestEndpoint, testEndpoint } from './endpoint.ts';
import { hooked } from './hooked.ts';

let data: TestData;
let endpoint: TestEndpoint;
beforeAll(async () => {
  [data, endpoint] = await Promise.all([testData(), testEndpoint()]);
});
afterAll(async () => {
  await endpoint.close();
  await data.close();
});

const now = () => new Date();

/** A webhook of the first admin, who leaves, and an admin who stays. */
async function left() {
  endpoint.secrets.length = 0;
  endpoint.received.length = 0;
  const acme = await hooked(data, endpoint);
  const stays = await testMember(data, acme.organization.id, { role: 'admin' });
  const { id, admin } = acme.organization;
  const items = async () => {
    const { plans } = await previewPlan(data.db, id, { memberIds: [admin], successors: [], now: now() });
    return plans[0]?.items.filter(({ kind }) => kind === 'webhook-secret') ?? [];
  };
  const leave = (options: { forCause: boolean; graceUntil: Date }) =>
    changing(data.db, id, { by: 'workflow', workflowId: 'removal/x' }, (tx, record) =>
      rotateLeftWebhook(tx, record, data.secrets, id, {
        webhookId: acme.webhookId,
        memberId: admin,
        successorId: stays.id,
        now: now(),
        ...options,
      }),
    );
  return { acme, stays, items, leave };
}

test('the plan has it in red, because events may be going to them; afterwards nothing of it is theirs', async () => {
  const { acme, stays, items, leave } = await left();
  expect(await items()).toMatchObject([
    { objectId: acme.webhookId, step: 'rotate', risk: 'red', facts: { addressedByThem: true, status: 'enabled' } },
  ]);
  const inAnHour = new Date(Date.now() + 3_600_000);
  expect(await leave({ forCause: false, graceUntil: inAnHour })).toEqual({});
  expect(await items()).toEqual([]);
  expect(await acme.webhook()).toMatchObject({ status: 'enabled', addressedBy: { id: stays.id }, unseen: true });
  expect(await leave({ forCause: false, graceUntil: inAnHour })).toEqual({ reason: 'rotated before' });
});

test('the new secret is shown once, to one who stays; until the grace ends both sign', async () => {
  const { acme, stays, leave } = await left();
  const { id } = acme.organization;
  await leave({ forCause: false, graceUntil: new Date(Date.now() + 3_600_000) });
  const reveal = () => revealWebhookSecret(data.db, data.secrets, id, stays.as, { webhookId: acme.webhookId });
  endpoint.secrets.push((await reveal()).secret);
  await expect(reveal()).rejects.toMatchObject({ name: 'wrong-state' });
  await (await atWork(data)).deliver(acme);
  expect(new Set(endpoint.received.map(({ signedBy }) => signedBy))).toEqual(new Set([2]));
});

test('dismissed for cause, nothing more goes to the address that they chose, until an admin enables it: then all of it does', async () => {
  const { acme, stays, leave } = await left();
  const { id } = acme.organization;
  const worker = await atWork(data);
  await worker.deliver(acme);
  endpoint.received.length = 0;
  await leave({ forCause: true, graceUntil: now() });
  expect(await worker.deliver(acme)).toEqual({ state: 'closed' });
  expect(await acme.webhook()).toMatchObject({ status: 'disabled', disabledBecause: 'dismissed', unseen: true });
  const { secret } = await revealWebhookSecret(data.db, data.secrets, id, stays.as, { webhookId: acme.webhookId });
  endpoint.secrets.splice(0, endpoint.secrets.length, secret);
  await enableWebhook(data.db, id, stays.as, { webhookId: acme.webhookId, now: now() });
  await worker.deliver(acme);
  const types = endpoint.received.map(({ type }) => type);
  expect(types).toEqual(['webhook.disabled', 'webhook.secret-rotated', 'webhook.secret-revealed', 'webhook.enabled']);
});

test('a webhook of somebody else is no part of it', async () => {
  const { acme, stays } = await left();
  const { id } = acme.organization;
  const { plans } = await previewPlan(data.db, id, { memberIds: [stays.id], successors: [], now: now() });
  expect(plans[0]?.items.filter(({ kind }) => kind === 'webhook-secret')).toEqual([]);
});
