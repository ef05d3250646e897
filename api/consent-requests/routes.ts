import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { answerConsent } from '../../prisma/commands/consent-requests/answer.ts';
import { askConsent } from '../../prisma/commands/consent-requests/ask.ts';
import { type ConsentRow, listConsents } from '../../prisma/queries/consent-requests/list.ts';
import { wantedFrom } from '../../prisma/queries/consent-requests/wanted-list.ts';
import { consentedUri } from '../../rules/grants/consent.ts';
import { Failure } from '../../rules/failures.ts';
import { consentRequestWorkflow, consentRequestWorkflowId } from '../../workflows/consent-requests/messages.ts';
import { callersAccess } from '../access/decisions.ts';
import type { App } from '../app-types.ts';
import { actorOf, callerOf, whyNotRole } from '../auth.ts';
import { pageOf } from '../pages.ts';
import { IdempotencyHeaders, Instant, OrganizationParams, paramsWith, problems } from '../schemas.ts';
import type { Services } from '../services.ts';
import { authorizationUrlOf } from './authorization.ts';
import { connectionRoute } from './connection-route.ts';
import {
  AnswerConsent,
  AskConsent,
  AskedConsent,
  ConsentRequest,
  ConsentRequestPage,
  ListConsentRequests,
  WantedConsents,
} from './schemas.ts';

const requests = '/v1/organizations/:organization/consent-requests';
const tags = ['Grants'];
const reading = { access: { role: 'viewer', scope: 'read' } } as const;
const writing = { access: { role: 'viewer', scope: 'write' } } as const;

export function consentRequestsRoutes(app: App, services: Services): void {
  readRoutes(app, services);
  askRoute(app, services);
  answerRoute(app, services);
  connectionRoute(app, services);
}

function readRoutes(app: App, { db }: Services): void {
  const summary = 'List consents that someone was asked for, newest first: one’s own, or all for an admin';
  const listing = { tags, params: OrganizationParams, querystring: ListConsentRequests };
  app.get(
    requests,
    {
      config: reading,
      schema: {
        operationId: 'listConsentRequests',
        summary,
        ...listing,
        response: { 200: ConsentRequestPage, ...problems },
      },
    },
    async (request) => {
      const { query } = request;
      const { organization } = callerOf(request);
      const filter = { connectionId: query.connectionId, memberId: ownOrAll(request, query.memberId) };
      const { rows, nextCursor } = await pageOf({
        query,
        position: z.object({ askedAt: Instant, id: z.guid() }),
        read: (limit, after) => listConsents(db, organization, filter, { after, limit, now: new Date() }),
        after: ({ askedAt, id }) => ({ askedAt: askedAt.toISOString(), id }),
      });
      return { items: [...rows], nextCursor };
    },
  );
  const wanting =
    'List the consents that plans of removals want from the caller, before or after their date: the soonest 200';
  app.get(
    `${requests}/wanted`,
    {
      config: reading,
      schema: {
        operationId: 'listWantedConsents',
        summary: wanting,
        tags,
        params: OrganizationParams,
        response: { 200: WantedConsents, ...problems },
      },
    },
    async (request) => {
      const { organization, memberId } = callerOf(request);
      return { items: await wantedFrom(db, organization, { memberId, limit: 200 }) };
    },
  );
  const one = { tags, params: paramsWith('consentRequest'), response: { 200: ConsentRequest, ...problems } };
  app.get(
    `${requests}/:consentRequest`,
    {
      config: reading,
      schema: { operationId: 'readConsentRequest', summary: 'Read how far a consent has come', ...one },
    },
    (request) => consentIn(db, request, request.params.consentRequest),
  );
}

function askRoute(app: App, services: Services): void {
  const { db, secrets, url } = services;
  const summary = 'Ask oneself to consent at a connection’s provider: where, and as what it is known here';
  const asking = { tags, params: OrganizationParams, headers: IdempotencyHeaders, body: AskConsent };
  app.post(
    requests,
    {
      config: writing,
      schema: { operationId: 'askConsent', summary, ...asking, response: { 201: AskedConsent, ...problems } },
    },
    async (request, reply) => {
      const { organization } = callerOf(request);
      const { connectionId } = request.body;
      const access = await callersAccess(services, request, [connectionId]);
      const mayEdit = access.decide(connectionId, 'edit').allowed;
      const asked = await askConsent(db, secrets, organization, actorOf(request), {
        connectionId,
        mayEdit,
        now: new Date(),
      });
      const authorizationUrl = await authorizationUrlOf(asked, consentedUri(url, organization, asked.client.provider));
      const row = await consentIn(db, request, asked.consentRequestId);
      return await reply
        .code(201)
        .header('cache-control', 'no-store')
        .send({ ...row, authorizationUrl });
    },
  );
}

function answerRoute(app: App, { db, secrets, engine }: Services): void {
  const summary = 'Bring back what the provider answered, in the session that it began in: once';
  const answering = { tags, params: OrganizationParams, headers: IdempotencyHeaders, body: AnswerConsent };
  app.post(
    `${requests}/answer`,
    {
      config: writing,
      schema: { operationId: 'answerConsent', summary, ...answering, response: { 202: ConsentRequest, ...problems } },
    },
    async (request, reply) => {
      const { organization } = callerOf(request);
      const { provider, state, code, error = '', iss } = request.body;
      const said = code === undefined ? { error } : { code };
      const answer = { provider, state, ...said, ...(iss !== undefined && { iss }) };
      const actor = actorOf(request);
      const { consentRequestId, answered } = await answerConsent(db, secrets, organization, actor, {
        answer,
        now: new Date(),
      });
      if (answered) {
        const started = await engine.start({
          process: 'consent-request',
          organization,
          summary: `consent ${consentRequestId}`,
          workflow: consentRequestWorkflow,
          workflowId: consentRequestWorkflowId(organization, consentRequestId),
          input: { organization, consentRequestId },
        });
        if (!started) throw new Failure('engine-unreachable', {});
      }
      return await reply.code(202).send(await consentIn(db, request, consentRequestId));
    },
  );
}

/** @throws Failure not-found, also for someone else's */
async function consentIn(db: Services['db'], request: FastifyRequest, consentRequestId: string): Promise<ConsentRow> {
  const filter = { consentRequestId, memberId: ownOrAll(request, undefined) };
  const [row] = await listConsents(db, callerOf(request).organization, filter, { limit: 1, now: new Date() });
  if (row === undefined) throw new Failure('not-found', { object: 'consent-request' });
  return row;
}

function ownOrAll(request: FastifyRequest, asked: string | undefined): string | undefined {
  const caller = callerOf(request);
  return whyNotRole(caller, 'admin') === undefined ? asked : caller.memberId;
}
