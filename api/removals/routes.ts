import { z } from 'zod';
import { memberRefs } from '../../prisma/queries/members/refs.ts';
import { listRemovalItems } from '../../prisma/queries/removals/items.ts';
import { listRemovals } from '../../prisma/queries/removals/list.ts';
import { Failure } from '../../rules/failures.ts';
import type { App } from '../app-types.ts';
import { callerOf } from '../auth.ts';
import type { OpenStream } from '../closing.ts';
import { pageOf } from '../pages.ts';
import { Instant, OrganizationParams, problems, RequiredIdempotencyHeaders } from '../schemas.ts';
import type { Services } from '../services.ts';
import { decodedCertificate } from './certificate.ts';
import { removalsCsvRoutes } from './csv-routes.ts';
import { watchRemoval } from './events.ts';
import { presentItem, presentSummary } from './present.ts';
import { preview } from './preview.ts';
import { answerWith, removalIn } from './read.ts';
import {
  Certificate,
  ListPlanItems,
  ListRemovals,
  PlanItemPage,
  PreviewRemoval,
  Removal,
  RemovalEvent,
  RemovalPage,
  RemovalParams,
  RemovalPreview,
  StartRemoval,
} from './schemas.ts';
import { start } from './start.ts';
import { removalsSteeringRoutes } from './steering-routes.ts';

const removals = '/v1/organizations/:organization/removals';
const one = `${removals}/:removal`;
const reading = { access: { role: 'admin', scope: 'read' } } as const;
const tags = ['Removals'];

export function removalsRoutes(app: App, services: Services, streams: Set<OpenStream>): void {
  listRoutes(app, services);
  startRoute(app, services);
  readRoutes(app, services);
  itemsRoute(app, services);
  removalsCsvRoutes(app, services);
  eventsRoute(app, services, streams);
  removalsSteeringRoutes(app, services);
}

function listRoutes(app: App, services: Services): void {
  const { db } = services;
  app.post(
    `${removals}/preview`,
    {
      config: reading,
      schema: {
        operationId: 'previewRemoval',
        summary: 'See what a removal would do; nothing is changed',
        tags,
        params: OrganizationParams,
        body: PreviewRemoval,
        response: { 200: RemovalPreview, ...problems },
      },
    },
    (request) => preview(services, callerOf(request).organization, request.body),
  );
  app.get(
    removals,
    {
      config: reading,
      schema: {
        operationId: 'listRemovals',
        summary: 'List removals, newest first',
        tags,
        params: OrganizationParams,
        querystring: ListRemovals,
        response: { 200: RemovalPage, ...problems },
      },
    },
    async ({ query, params: { organization } }) => {
      const { status, memberId } = query;
      const { rows, nextCursor } = await pageOf({
        query,
        position: z.object({ createdAt: Instant, id: z.string() }),
        read: (limit, after) =>
          listRemovals(db, organization, {
            limit,
            ...(status === undefined ? {} : { status: [status] }),
            ...(memberId === undefined ? {} : { memberId }),
            ...(after === undefined ? {} : { after }),
          }),
        after: ({ createdAt, id }) => ({ createdAt: createdAt.toISOString(), id }),
      });
      const refs = await memberRefs(
        db,
        organization,
        rows.flatMap((row) => [row.memberId, row.requestedById]),
      );
      return { items: rows.map((row) => presentSummary(row, refs)), nextCursor };
    },
  );
}

function startRoute(app: App, services: Services): void {
  app.post(
    removals,
    {
      config: { access: { role: 'admin', scope: 'write', fresh: true } },
      schema: {
        operationId: 'startRemoval',
        summary: 'Start a removal',
        tags,
        params: OrganizationParams,
        headers: RequiredIdempotencyHeaders,
        body: StartRemoval,
        response: { 201: Removal, ...problems },
      },
    },
    async (request, reply) => {
      const removal = await start(services, request, request.body);
      return reply.code(201).send(removal);
    },
  );
}

function readRoutes(app: App, services: Services): void {
  app.get(
    one,
    {
      config: reading,
      schema: {
        operationId: 'readRemoval',
        summary: 'Read a removal with its steps',
        tags,
        params: RemovalParams,
        response: { 200: Removal, ...problems },
      },
    },
    async (request) => {
      const { organization, removal } = request.params;
      return await answerWith(services, request, await removalIn(services, organization, removal));
    },
  );
  app.get(
    `${one}/certificate`,
    {
      config: reading,
      schema: {
        operationId: 'readCertificate',
        summary: 'Read the signed certificate',
        tags,
        params: RemovalParams,
        response: { 200: Certificate, ...problems },
      },
    },
    async ({ params: { organization, removal } }) => {
      const { certificate } = await removalIn(services, organization, removal);
      if (certificate === null) throw new Failure('not-found', { object: 'certificate' });
      return decodedCertificate(certificate);
    },
  );
}

function itemsRoute(app: App, services: Services): void {
  app.get(
    `${one}/items`,
    {
      config: reading,
      schema: {
        operationId: 'listPlanItems',
        summary: 'List the items of its plan, red first',
        tags,
        params: RemovalParams,
        querystring: ListPlanItems,
        response: { 200: PlanItemPage, ...problems },
      },
    },
    async ({ query, params: { organization, removal: removalId } }) => {
      const removal = await removalIn(services, organization, removalId);
      const { step, kind, status, drift, firstRun } = query;
      const { rows, nextCursor } = await pageOf({
        query,
        position: z.int(),
        read: (limit, after) =>
          listRemovalItems(services.db, organization, {
            removalId,
            limit,
            ...(step === undefined ? {} : { step }),
            ...(kind === undefined ? {} : { kind }),
            ...(status === undefined ? {} : { status: [status] }),
            ...(drift === undefined ? {} : { drift }),
            ...(firstRun === undefined ? {} : { firstRun }),
            ...(after === undefined ? {} : { after }),
          }),
        after: ({ position }) => position,
      });
      return { items: rows.map((item) => presentItem(item, removal)), nextCursor };
    },
  );
}

function eventsRoute(app: App, services: Services, streams: Set<OpenStream>): void {
  app.get(
    `${one}/events`,
    {
      config: reading,
      sse: 'manual', // what a client accepts is asked below, so that the answer is a problem
      schema: {
        operationId: 'watchRemoval',
        summary: 'Watch a removal (server-sent events)',
        tags,
        params: RemovalParams,
        response: {
          200: { description: 'Server-sent events', content: { 'text/event-stream': { schema: RemovalEvent } } },
          ...problems,
        },
      },
    },
    (request, reply) => watchRemoval(services, streams, request, reply),
  );
}
