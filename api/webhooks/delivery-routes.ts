import { z } from 'zod';
import { replayWebhook, retryDeadLetters, retryDelivery, skipDelivery } from '../../prisma/commands/webhooks/steer.ts';
import { findAttempt, findDelivery, listDeliveries } from '../../prisma/queries/webhooks/deliveries.ts';
import { Failure } from '../../rules/failures.ts';
import { webhookTaskQueue } from '../../temporal/task-queue.ts';
import { ping, webhookTestWorkflow, webhookTestWorkflowId } from '../../workflows/webhooks/messages.ts';
import type { App } from '../app-types.ts';
import { actorOf } from '../auth.ts';
import { requestIdOf } from '../idempotency.ts';
import { pageOf } from '../pages.ts';
import { IdempotencyHeaders, paramsWith, problems } from '../schemas.ts';
import type { Services } from '../services.ts';
import { presentDelivery, presentWebhook, webhookIn } from './present.ts';
import {
  DeadLettersRetried,
  DeliveryParams,
  ListDeliveries,
  ReplayWebhook,
  Webhook,
  WebhookAttempt,
  WebhookDelivery,
  WebhookDeliveryPage,
  WebhookDeliveryWithAttempts,
} from './schemas.ts';

const webhook = '/v1/organizations/:organization/webhooks/:webhook';
const tags = ['Webhooks'];
const reading = { access: { role: 'admin', scope: 'read' } } as const;
const writing = { access: { role: 'admin', scope: 'write' } } as const;
const steering = { tags, params: paramsWith('webhook'), headers: IdempotencyHeaders };

/** What was sent, and what can be done about it. */
export function deliveryRoutes(app: App, services: Services): void {
  testRoute(app, services);
  replayRoutes(app, services);
  listRoutes(app, services);
  stuckRoutes(app, services);
}

function testRoute(app: App, services: Services): void {
  const { db, engine } = services;
  const schema = {
    operationId: 'testWebhook',
    summary: 'Send a ping, `webhook.test`, and say what the endpoint answered',
    ...steering,
    response: { 200: WebhookAttempt, ...problems },
  };
  app.post(`${webhook}/test`, { config: writing, schema }, async (request) => {
    const { organization, webhook: webhookId } = request.params;
    await webhookIn(services, request, webhookId); // missing: no run is begun for it
    const testId = requestIdOf(request);
    const run = {
      process: 'webhook-test',
      organization,
      summary: `test of webhook ${webhookId}`,
      queue: webhookTaskQueue,
      workflow: webhookTestWorkflow,
      workflowId: webhookTestWorkflowId(organization, testId),
      input: { organization, webhookId, testId },
    } as const;
    await engine.begin(run, ping, { updateId: testId, args: [{ testId }] });
    const attempt = await findAttempt(db, organization, testId); // what is known is there, whatever the engine said
    if (attempt === null) throw new Failure('engine-unreachable', {});
    return attempt;
  });
}

function replayRoutes(app: App, services: Services): void {
  const { db } = services;
  const replay = {
    operationId: 'replayWebhook',
    summary: 'Send everything from an event on again, in order, with the same ids',
    ...steering,
    body: ReplayWebhook,
    response: { 200: Webhook, ...problems },
  };
  app.post(`${webhook}/replay`, { config: writing, schema: replay }, async (request) => {
    const { organization, webhook: webhookId } = request.params;
    const input = { webhookId, sequence: request.body.sequence, now: new Date() };
    await replayWebhook(db, organization, actorOf(request), input);
    return presentWebhook(await webhookIn(services, request, webhookId));
  });
  const retryAll = {
    operationId: 'retryDeadLetters',
    summary: 'Send every dead letter again, in order',
    ...steering,
    response: { 200: DeadLettersRetried, ...problems },
  };
  app.post(`${webhook}/retry-dead-letters`, { config: writing, schema: retryAll }, async (request) => {
    const { organization, webhook: webhookId } = request.params;
    return await retryDeadLetters(db, organization, actorOf(request), { webhookId, now: new Date() });
  });
}

function listRoutes(app: App, services: Services): void {
  const { db } = services;
  const list = {
    operationId: 'listWebhookDeliveries',
    summary: 'List what was sent, newest event first; with `status=dead` the dead letters',
    tags,
    params: paramsWith('webhook'),
    querystring: ListDeliveries,
    response: { 200: WebhookDeliveryPage, ...problems },
  };
  app.get(`${webhook}/deliveries`, { config: reading, schema: list }, async (request) => {
    const { query } = request;
    const { organization, webhook: webhookId } = request.params;
    const of = await webhookIn(services, request, webhookId);
    const { rows, nextCursor } = await pageOf({
      query,
      position: z.int(),
      read: (limit, after) => {
        const from = after === undefined ? undefined : BigInt(after);
        return listDeliveries(db, organization, { webhookId, status: query.status }, { after: from, limit });
      },
      after: ({ sequence }) => Number(sequence),
    });
    return { items: rows.map((row) => presentDelivery(row, of)), nextCursor };
  });
  const one = {
    operationId: 'readWebhookDelivery',
    summary: 'Read a delivery with its attempts',
    tags,
    params: DeliveryParams,
    response: { 200: WebhookDeliveryWithAttempts, ...problems },
  };
  app.get(`${webhook}/deliveries/:sequence`, { config: reading, schema: one }, async (request) => {
    const { organization, webhook: webhookId, sequence } = request.params;
    const of = await webhookIn(services, request, webhookId);
    const found = await findDelivery(db, organization, { webhookId, sequence });
    if (found === null) throw new Failure('not-found', { object: 'delivery' });
    return { ...presentDelivery(found.delivery, of), tried: found.attempts };
  });
}

const answersTo = [
  ['retry', retryDelivery, 'Try it now: the one that keeps the others waiting, or a dead letter'],
  ['skip', skipDelivery, 'Give it up, to the dead letters, so that what waits behind it goes on'],
] as const;

/** What an admin does about one delivery. */
function stuckRoutes(app: App, services: Services): void {
  const { db } = services;
  for (const [verb, answer, summary] of answersTo) {
    const operationId = `${verb}WebhookDelivery`;
    const response = { 200: WebhookDelivery, ...problems };
    const schema = { operationId, summary, ...steering, params: DeliveryParams, response };
    app.post(`${webhook}/deliveries/:sequence/${verb}`, { config: writing, schema }, async (request) => {
      const { organization, webhook: webhookId, sequence } = request.params;
      await answer(db, organization, actorOf(request), { webhookId, sequence, now: new Date() });
      const found = await findDelivery(db, organization, { webhookId, sequence });
      if (found === null) throw new Failure('not-found', { object: 'delivery' });
      return presentDelivery(found.delivery, await webhookIn(services, request, webhookId));
    });
  }
}
