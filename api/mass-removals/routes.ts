import { z } from 'zod';
import { cancelMassRemoval, pauseMassRemoval, resumeMassRemoval } from '../../prisma/commands/mass-removals/steer.ts';
import { listMassRemovals, listPeopleOf } from '../../prisma/queries/mass-removals/list.ts';
import { memberRefs } from '../../prisma/queries/members/refs.ts';
import type { App } from '../app-types.ts';
import { actorOf, callerOf } from '../auth.ts';
import { clickOf } from '../click.ts';
import { pageOf } from '../pages.ts';
import {
  IdempotencyHeaders,
  Instant,
  ListQuery,
  OrganizationParams,
  problems,
  RequiredIdempotencyHeaders,
} from '../schemas.ts';
import type { Services } from '../services.ts';
import { presentMassRemoval, presentPerson } from './present.ts';
import { preview } from './preview.ts';
import {
  ListMassRemovals,
  MassRemoval,
  MassRemovalPage,
  MassRemovalParams,
  MassRemovalPeople,
  MassRemovalPreview,
  PreviewMassRemoval,
  StartMassRemoval,
} from './schemas.ts';
import { answerWith, massRemovalIn, start, steered } from './start.ts';

const massRemovals = '/v1/organizations/:organization/mass-removals';
const one = `${massRemovals}/:massRemoval`;
const reading = { access: { role: 'admin', scope: 'read' } } as const;
const soon = { access: { role: 'admin', scope: 'write' } } as const; // what keeps things as they are
const fresh = { access: { role: 'admin', scope: 'write', fresh: true } } as const;
const tags = ['Mass removals'];

export function massRemovalsRoutes(app: App, services: Services): void {
  startRoutes(app, services);
  readRoutes(app, services);
  peopleRoute(app, services);
  steeringRoutes(app, services);
}

function startRoutes(app: App, services: Services): void {
  app.post(
    `${massRemovals}/preview`,
    {
      config: reading,
      schema: {
        operationId: 'previewMassRemoval',
        summary: 'See what removing many as one set would do; nothing is changed',
        tags,
        params: OrganizationParams,
        body: PreviewMassRemoval,
        response: { 200: MassRemovalPreview, ...problems },
      },
    },
    (request) => preview(services, callerOf(request), request.body),
  );
  app.post(
    massRemovals,
    {
      config: fresh,
      schema: {
        operationId: 'startMassRemoval',
        summary: 'Remove many as one set; beyond the breaker’s limit a second admin approves it first',
        tags,
        params: OrganizationParams,
        headers: RequiredIdempotencyHeaders,
        body: StartMassRemoval,
        response: { 201: MassRemoval, ...problems },
      },
    },
    async (request, reply) => reply.code(201).send(await start(services, request, request.body)),
  );
}

function readRoutes(app: App, services: Services): void {
  const { db, temporalUi } = services;
  app.get(
    massRemovals,
    {
      config: reading,
      schema: {
        operationId: 'listMassRemovals',
        summary: 'List mass removals, newest first',
        tags,
        params: OrganizationParams,
        querystring: ListMassRemovals,
        response: { 200: MassRemovalPage, ...problems },
      },
    },
    async ({ query, params: { organization } }) => {
      const { rows, nextCursor } = await pageOf({
        query,
        position: z.object({ createdAt: Instant, id: z.string() }),
        read: (limit, after) =>
          listMassRemovals(db, organization, { limit, ...(after === undefined ? {} : { after }) }),
        after: ({ createdAt, id }) => ({ createdAt: createdAt.toISOString(), id }),
      });
      const refs = await memberRefs(
        db,
        organization,
        rows.map(({ requestedById }) => requestedById),
      );
      return { items: rows.map((row) => presentMassRemoval(row, refs, temporalUi)), nextCursor };
    },
  );
  app.get(
    one,
    {
      config: reading,
      schema: {
        operationId: 'readMassRemoval',
        summary: 'Read a mass removal with its progress',
        tags,
        params: MassRemovalParams,
        response: { 200: MassRemoval, ...problems },
      },
    },
    (request) => answerWith(services, request, request.params.massRemoval),
  );
}

function peopleRoute(app: App, services: Services): void {
  const { db } = services;
  app.get(
    `${one}/people`,
    {
      config: reading,
      schema: {
        operationId: 'listMassRemovalPeople',
        summary: 'The report: everyone, where they stand, and how it ended',
        tags,
        params: MassRemovalParams,
        querystring: ListQuery,
        response: { 200: MassRemovalPeople, ...problems },
      },
    },
    async ({ query, params: { organization, massRemoval } }) => {
      await massRemovalIn(services, organization, massRemoval);
      const { rows, nextCursor } = await pageOf({
        query,
        position: z.int(),
        read: (limit, after) => listPeopleOf(db, organization, massRemoval, { limit, after }),
        after: ({ position }) => position ?? 0,
      });
      const refs = await memberRefs(
        db,
        organization,
        rows.map(({ memberId }) => memberId),
      );
      return { items: rows.map((row) => presentPerson(row, refs)), nextCursor };
    },
  );
}

const says = <const O extends string, const S extends string>(operationId: O, summary: S) => ({
  operationId,
  summary,
  tags,
  params: MassRemovalParams,
  headers: IdempotencyHeaders,
  response: { 200: MassRemoval, ...problems },
});

function steeringRoutes(app: App, services: Services): void {
  const { db } = services;
  const now = () => new Date();
  app.post(
    `${one}/pause`,
    { config: soon, schema: says('pauseMassRemoval', 'Pause: nobody else begins or is handed over') },
    (request) =>
      steered(services, request, (massRemovalId) =>
        pauseMassRemoval(db, callerOf(request).organization, actorOf(request), { massRemovalId, now: now() }),
      ),
  );
  app.post(`${one}/resume`, { config: fresh, schema: says('resumeMassRemoval', 'Resume') }, (request) =>
    steered(services, request, (massRemovalId) =>
      resumeMassRemoval(db, callerOf(request).organization, actorOf(request), { massRemovalId, now: now() }),
    ),
  );
  app.post(
    `${one}/cancel`,
    { config: fresh, schema: says('cancelMassRemoval', 'Cancel: who has not been handed over yet is restored') },
    (request) =>
      steered(services, request, async (massRemovalId) => {
        const click = await clickOf(services, request);
        const asked = { massRemovalId, click, now: now() };
        await cancelMassRemoval(db, callerOf(request).organization, actorOf(request), asked);
      }),
  );
}
