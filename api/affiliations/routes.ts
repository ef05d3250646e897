import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { acceptAffiliation, previewAffiliation } from '../../prisma/commands/affiliations/accept.ts';
import { endAffiliation } from '../../prisma/commands/affiliations/end.ts';
import { offerAffiliation } from '../../prisma/commands/affiliations/offer.ts';
import { type AffiliationRow, findAffiliation, listAffiliations } from '../../prisma/queries/affiliations/list.ts';
import { Failure } from '../../rules/failures.ts';
import type { App } from '../app-types.ts';
import { actorOf, callerOf } from '../auth.ts';
import { unless } from '../may.ts';
import { pageOf } from '../pages.ts';
import { IdempotencyHeaders, Instant, ListQuery, OrganizationParams, paramsWith, problems } from '../schemas.ts';
import type { Services } from '../services.ts';
import {
  Affiliation,
  AffiliationByCode,
  AffiliationPage,
  AffiliationWithCode,
  OfferAffiliation,
  OfferedAffiliation,
} from './schemas.ts';

const affiliations = '/v1/organizations/:organization/affiliations';
const reading = { access: { role: 'admin', scope: 'read' } } as const;
const fresh = { access: { role: 'admin', scope: 'write', fresh: true } } as const;
const shared = { tags: ['Affiliations'], params: OrganizationParams };
const writing = { ...shared, headers: IdempotencyHeaders };

/** Which organization is whose parent: for admins of both. */
export function affiliationsRoutes(app: App, services: Services): void {
  listRoute(app, services);
  offerRoute(app, services);
  codeRoutes(app, services);
  endRoute(app, services);
}

function listRoute(app: App, { db }: Services): void {
  app.get(
    affiliations,
    {
      config: reading,
      schema: {
        operationId: 'listAffiliations',
        summary: 'List its parent, its subsidiaries and what is offered, latest first',
        ...shared,
        querystring: ListQuery,
        response: { 200: AffiliationPage, ...problems },
      },
    },
    async (request) => {
      const { rows, nextCursor } = await pageOf({
        query: request.query,
        position: z.object({ createdAt: Instant, id: z.guid() }),
        read: (limit, after) =>
          listAffiliations(db, callerOf(request).organization, { limit, ...(after === undefined ? {} : { after }) }),
        after: ({ createdAt, id }) => ({ createdAt: createdAt.toISOString(), id }),
      });
      return { items: rows.map(present), nextCursor };
    },
  );
}

function offerRoute(app: App, services: Services): void {
  app.post(
    affiliations,
    {
      config: fresh,
      schema: {
        operationId: 'offerAffiliation',
        summary: 'Offer an affiliation, by a code that an admin of the other organization agrees to',
        ...writing,
        body: OfferAffiliation,
        response: { 201: AffiliationWithCode, ...problems },
      },
    },
    async (request, reply) => {
      const { organization } = callerOf(request);
      const input = { other: request.body.other, now: new Date() };
      const { affiliationId, code } = await offerAffiliation(services.db, organization, actorOf(request), input);
      const made = await affiliationIn(services, request, affiliationId);
      return reply
        .code(201)
        .header('cache-control', 'no-store')
        .send({ ...made, code });
    },
  );
}

function codeRoutes(app: App, services: Services): void {
  const { db } = services;
  app.post(
    `${affiliations}/preview`,
    {
      config: fresh,
      schema: {
        operationId: 'previewAffiliation',
        summary: 'See who offers an affiliation by this code; nothing changes',
        ...shared,
        body: AffiliationByCode,
        response: { 200: OfferedAffiliation, ...problems },
      },
    },
    (request) => previewAffiliation(db, callerOf(request).organization, { code: request.body.code, now: new Date() }),
  );
  app.post(
    `${affiliations}/accept`,
    {
      config: fresh,
      schema: {
        operationId: 'acceptAffiliation',
        summary: 'Agree to an affiliation by its code',
        ...writing,
        body: AffiliationByCode,
        response: { 200: Affiliation, ...problems },
      },
    },
    async (request) => {
      const { organization } = callerOf(request);
      const input = { code: request.body.code, now: new Date() };
      const { affiliationId } = await acceptAffiliation(db, organization, actorOf(request), input);
      return await affiliationIn(services, request, affiliationId);
    },
  );
}

function endRoute(app: App, services: Services): void {
  app.post(
    `${affiliations}/:affiliation/end`,
    {
      config: fresh,
      schema: {
        operationId: 'endAffiliation',
        summary: 'End an affiliation, for both, or withdraw an offer',
        ...writing,
        params: paramsWith('affiliation'),
        response: { 200: Affiliation, ...problems },
      },
    },
    async (request) => {
      const { affiliation: affiliationId } = request.params;
      const { organization } = callerOf(request);
      await endAffiliation(services.db, organization, actorOf(request), { affiliationId, now: new Date() });
      return await affiliationIn(services, request, affiliationId);
    },
  );
}

/** @throws Failure not-found */
async function affiliationIn(
  { db }: Services,
  request: FastifyRequest,
  id: string,
): Promise<z.output<typeof Affiliation>> {
  const found = await findAffiliation(db, callerOf(request).organization, id);
  if (found === null) throw new Failure('not-found', { object: 'affiliation' });
  return present(found);
}

function present({ otherOrganizationId: id, otherName: name, ...row }: AffiliationRow): z.output<typeof Affiliation> {
  return {
    ...row,
    organization: id === null || name === null ? null : { id, name },
    may: { end: unless(row.status === 'ended' && 'It has ended') },
  };
}
