import { z } from 'zod';
import { forecastOfOffer } from '../../prisma/queries/hand-over-offers/forecast.ts';
import { listOffers, listOfferedItems } from '../../prisma/queries/hand-over-offers/list.ts';
import type { App } from '../app-types.ts';
import { callerOf, whyNotRole } from '../auth.ts';
import { pageOf } from '../pages.ts';
import { Instant, ListQuery, OrganizationParams, paramsWith, problems } from '../schemas.ts';
import type { Services } from '../services.ts';
import { answerRoutes } from './answer-routes.ts';
import { offerOf, present, presentForecast } from './present.ts';
import { HandOverOffer, HandOverOfferPage, ListOffers, OfferedItemPage, OfferForecast } from './schemas.ts';

const offers = '/v1/organizations/:organization/hand-over-offers';
const reading = { access: { role: 'viewer', scope: 'read' } } as const;
const tags = ['Hand-over offers'];

export function handOverOffersRoutes(app: App, services: Services): void {
  const { db } = services;
  app.get(
    offers,
    {
      config: reading,
      schema: {
        operationId: 'listHandOverOffers',
        summary: 'List what successors are offered, latest first: one’s own, or all for an admin',
        tags,
        params: OrganizationParams,
        querystring: ListOffers,
        response: { 200: HandOverOfferPage, ...problems },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { query } = request;
      const { status, removalId, mine } = query;
      const own = mine === true || whyNotRole(caller, 'admin') !== undefined;
      const { rows, nextCursor } = await pageOf({
        query,
        position: z.object({ offeredAt: Instant, id: z.string() }),
        read: (limit, after) =>
          listOffers(db, caller.organization, {
            limit,
            ...(own ? { successorId: caller.memberId } : {}),
            ...(status === undefined ? {} : { status }),
            ...(removalId === undefined ? {} : { removalId }),
            ...(after === undefined ? {} : { after }),
          }),
        after: ({ offeredAt, id }) => ({ offeredAt: offeredAt.toISOString(), id }),
      });
      return { items: rows.map((row) => present(row, caller)), nextCursor };
    },
  );
  app.get(
    `${offers}/:offer`,
    {
      config: reading,
      schema: {
        operationId: 'readHandOverOffer',
        summary: 'Read an offer',
        tags,
        params: paramsWith('offer'),
        response: { 200: HandOverOffer, ...problems },
      },
    },
    async (request) => present(await offerOf(services, request), callerOf(request)),
  );
  itemsRoute(app, services);
  forecastRoute(app, services);
  answerRoutes(app, services);
}

function itemsRoute(app: App, services: Services): void {
  app.get(
    `${offers}/:offer/items`,
    {
      config: reading,
      schema: {
        operationId: 'listOfferedItems',
        summary: 'List what an offer is about now, red first; names only of what the successor may see',
        tags,
        params: paramsWith('offer'),
        querystring: ListQuery,
        response: { 200: OfferedItemPage, ...problems },
      },
    },
    async (request) => {
      const offer = await offerOf(services, request);
      const { rows, nextCursor } = await pageOf({
        query: request.query,
        position: z.int(),
        read: (limit, after) =>
          listOfferedItems(services.db, callerOf(request).organization, {
            offer,
            now: new Date(),
            limit,
            ...(after === undefined ? {} : { after }),
          }),
        after: ({ position }) => position,
      });
      return { items: [...rows], nextCursor };
    },
  );
}

function forecastRoute(app: App, services: Services): void {
  app.get(
    `${offers}/:offer/forecast`,
    {
      config: reading,
      schema: {
        operationId: 'readOfferForecast',
        summary: 'See what would run as the successor in the 14 days after the hand-over, and what would be refused',
        tags,
        params: paramsWith('offer'),
        response: { 200: OfferForecast, ...problems },
      },
    },
    async (request) => {
      const offer = await offerOf(services, request);
      const { organization } = callerOf(request);
      return presentForecast(await forecastOfOffer(services.db, organization, { offer, now: new Date() }));
    },
  );
}
