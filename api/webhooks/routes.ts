import { z } from 'zod';
import { rotateWebhookSecret, revealWebhookSecret } from '../../prisma/commands/webhooks/secrets.ts';
import { archiveWebhook, disableWebhook, enableWebhook } from '../../prisma/commands/webhooks/status.ts';
import { changeWebhook, createWebhook } from '../../prisma/commands/webhooks/webhooks.ts';
import { findOrganization } from '../../prisma/queries/organizations/find.ts';
import { listWebhooks } from '../../prisma/queries/webhooks/list.ts';
import type { App } from '../app-types.ts';
import { actorOf, callerOf } from '../auth.ts';
import { pageOf } from '../pages.ts';
import { checkAddress } from '../public-address.ts';
import { IdempotencyHeaders, Instant, OrganizationParams, paramsWith, problems } from '../schemas.ts';
import type { Services } from '../services.ts';
import { deliveryRoutes } from './delivery-routes.ts';
import { presentWebhook, webhookIn } from './present.ts';
import {
  ChangeWebhook,
  CreateWebhook,
  ListWebhooks,
  RotateWebhookSecret,
  Webhook,
  WebhookPage,
  WebhookWithSecret,
} from './schemas.ts';

const webhooks = '/v1/organizations/:organization/webhooks';
const tags = ['Webhooks'];
const reading = { access: { role: 'admin', scope: 'read' } } as const;
const writing = { access: { role: 'admin', scope: 'write' } } as const;
const ofOne = { tags, params: paramsWith('webhook') };
const changing = { ...ofOne, headers: IdempotencyHeaders, response: { 200: Webhook, ...problems } };
const HOUR_MS = 3_600_000;

export function webhooksRoutes(app: App, services: Services): void {
  listRoutes(app, services);
  createRoute(app, services);
  changeRoute(app, services);
  statusRoutes(app, services);
  secretRoutes(app, services);
  deliveryRoutes(app, services);
}

function listRoutes(app: App, services: Services): void {
  const schema = {
    operationId: 'listWebhooks',
    summary: 'List webhooks, newest first',
    tags,
    params: OrganizationParams,
    querystring: ListWebhooks,
    response: { 200: WebhookPage, ...problems },
  };
  app.get(webhooks, { config: reading, schema }, async (request) => {
    const { query } = request;
    const { organization } = callerOf(request);
    const { rows, nextCursor } = await pageOf({
      query,
      position: z.object({ createdAt: Instant, id: z.guid() }),
      read: (limit, after) => listWebhooks(services.db, organization, { status: query.status }, { after, limit }),
      after: ({ createdAt, id }) => ({ createdAt: createdAt.toISOString(), id }),
    });
    return { items: rows.map(presentWebhook), nextCursor };
  });
  const one = { operationId: 'readWebhook', summary: 'Read a webhook, and how far it has come', ...ofOne };
  app.get(
    `${webhooks}/:webhook`,
    { config: reading, schema: { ...one, response: { 200: Webhook, ...problems } } },
    async (request) => presentWebhook(await webhookIn(services, request, request.params.webhook)),
  );
}

function createRoute(app: App, services: Services): void {
  const schema = {
    operationId: 'createWebhook',
    summary: 'Send events, from now on, to an address',
    tags,
    params: OrganizationParams,
    headers: IdempotencyHeaders,
    body: CreateWebhook,
    response: { 201: WebhookWithSecret, ...problems },
  };
  app.post(webhooks, { config: writing, schema }, async (request, reply) => {
    await checkAddress(services, request.body.url);
    const { organization } = callerOf(request);
    const input = { ...request.body, now: new Date() };
    const made = await createWebhook(services.db, services.secrets, organization, actorOf(request), input);
    const webhook = presentWebhook(await webhookIn(services, request, made.webhookId));
    return reply
      .code(201)
      .header('cache-control', 'no-store')
      .send({ ...webhook, secret: made.secret });
  });
}

function changeRoute(app: App, services: Services): void {
  const schema = { operationId: 'changeWebhook', summary: 'Change what is named', ...changing, body: ChangeWebhook };
  app.post(`${webhooks}/:webhook/change`, { config: writing, schema }, async (request) => {
    const { url, description, eventTypes } = request.body;
    const { organization, webhook: webhookId } = request.params;
    if (url !== undefined) await checkAddress(services, url);
    await changeWebhook(services.db, organization, actorOf(request), {
      webhookId,
      ...(url !== undefined && { url }),
      ...(description !== undefined && { description }),
      ...(eventTypes !== undefined && { eventTypes }),
      now: new Date(),
    });
    return presentWebhook(await webhookIn(services, request, webhookId));
  });
}

const statusChanges = [
  ['enable', enableWebhook, 'Go on where it stood, with all that happened meanwhile'],
  ['disable', disableWebhook, 'Send nothing more until it is enabled again'],
  ['archive', archiveWebhook, 'End it for good; its deliveries stay readable'],
] as const;

function statusRoutes(app: App, services: Services): void {
  for (const [verb, change, summary] of statusChanges) {
    const schema = { operationId: `${verb}Webhook`, summary, ...changing };
    app.post(`${webhooks}/:webhook/${verb}`, { config: writing, schema }, async (request) => {
      const { organization, webhook: webhookId } = request.params;
      await change(services.db, organization, actorOf(request), { webhookId, now: new Date() });
      return presentWebhook(await webhookIn(services, request, webhookId));
    });
  }
}

function secretRoutes(app: App, services: Services): void {
  const { db, secrets } = services;
  const answering = { ...changing, response: { 200: WebhookWithSecret, ...problems } };
  const summary = 'Make a new secret; for a grace period deliveries are signed with both';
  app.post(
    `${webhooks}/:webhook/rotate-secret`,
    {
      config: writing,
      schema: { operationId: 'rotateWebhookSecret', summary, ...answering, body: RotateWebhookSecret },
    },
    async (request, reply) => {
      const { organization, webhook: webhookId } = request.params;
      const policy = (await findOrganization(db, organization))?.policy.removals;
      const graceHours = request.body.graceHours ?? policy?.rotationGraceHours ?? 0;
      const now = new Date();
      const rotation = { webhookId, graceUntil: new Date(now.getTime() + graceHours * HOUR_MS), now };
      const { secret } = await rotateWebhookSecret(db, secrets, organization, actorOf(request), rotation);
      void reply.header('cache-control', 'no-store');
      return { ...presentWebhook(await webhookIn(services, request, webhookId)), secret };
    },
  );
  app.post(
    `${webhooks}/:webhook/reveal-secret`,
    {
      config: { access: { ...writing.access, fresh: true } },
      schema: { operationId: 'revealWebhookSecret', summary: 'Show, once, a secret that a removal made', ...answering },
    },
    async (request, reply) => {
      const { organization, webhook: webhookId } = request.params;
      const { secret } = await revealWebhookSecret(db, secrets, organization, actorOf(request), { webhookId });
      void reply.header('cache-control', 'no-store');
      return { ...presentWebhook(await webhookIn(services, request, webhookId)), secret };
    },
  );
}
