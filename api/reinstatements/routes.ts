import { z } from 'zod';
import { memberRefs, refOf } from '../../prisma/queries/members/refs.ts';
import { listReinstatementItems } from '../../prisma/queries/reinstatements/items.ts';
import { listReinstatements } from '../../prisma/queries/reinstatements/list.ts';
import { previewReinstatement } from '../../prisma/queries/reinstatements/preview.ts';
import { titleOfReinstated } from '../../rules/removals/reinstate.ts';
import { retry, skip } from '../../workflows/reinstatements/messages.ts';
import type { App } from '../app-types.ts';
import { callerOf } from '../auth.ts';
import { noteOf } from '../click.ts';
import { pageOf } from '../pages.ts';
import { Instant, OrganizationParams, problems, RequiredIdempotencyHeaders } from '../schemas.ts';
import type { Services } from '../services.ts';
import { namedItems, presentReinstatement, presentSummary, reinstatementIn } from './present.ts';
import {
  ListReinstatementItems,
  ListReinstatements,
  PreviewReinstatement,
  Reinstatement,
  ReinstatementItemPage,
  ReinstatementPage,
  ReinstatementParams,
  ReinstatementPreview,
  RetryReinstatement,
  SkipReinstatementStep,
  StartReinstatement,
} from './schemas.ts';
import { start } from './start.ts';
import { steer } from './steer.ts';

const reinstatements = '/v1/organizations/:organization/reinstatements';
const one = `${reinstatements}/:reinstatement`;
const reading = { access: { role: 'admin', scope: 'read' } } as const;
const soon = { access: { role: 'admin', scope: 'write' } } as const; // only tries again
const fresh = { access: { role: 'admin', scope: 'write', fresh: true } } as const;
const tags = ['Reinstatements'];
const most = 500;

export function reinstatementsRoutes(app: App, services: Services): void {
  startRoutes(app, services);
  listRoute(app, services);
  readRoutes(app, services);
  steeringRoutes(app, services);
}

function startRoutes(app: App, services: Services): void {
  app.post(
    `${reinstatements}/preview`,
    {
      config: reading,
      schema: {
        operationId: 'previewReinstatement',
        summary: 'See what undoing a removal would do; nothing is changed',
        tags,
        params: OrganizationParams,
        body: PreviewReinstatement,
        response: { 200: ReinstatementPreview, ...problems },
      },
    },
    async (request) => {
      const { organization } = callerOf(request);
      const { removalId } = request.body;
      const asked = { removalId, now: new Date(), limit: most };
      const { memberId, ...preview } = await previewReinstatement(services.db, organization, asked);
      return {
        ...preview,
        removalId,
        member: refOf(await memberRefs(services.db, organization, [memberId]), memberId),
        total: preview.counts.reduce((sum, { count }) => sum + count, 0),
        counts: preview.counts.map((count) => ({ ...count, title: titleOfReinstated(count.kind) })),
        items: await namedItems(services, organization, preview.items),
      };
    },
  );
  app.post(
    reinstatements,
    {
      config: fresh,
      schema: {
        operationId: 'startReinstatement',
        summary: 'Undo a removal',
        tags,
        params: OrganizationParams,
        headers: RequiredIdempotencyHeaders,
        body: StartReinstatement,
        response: { 201: Reinstatement, ...problems },
      },
    },
    async (request, reply) => reply.code(201).send(await start(services, request, request.body)),
  );
}

function listRoute(app: App, { db }: Services): void {
  app.get(
    reinstatements,
    {
      config: reading,
      schema: {
        operationId: 'listReinstatements',
        summary: 'List reinstatements, newest first',
        tags,
        params: OrganizationParams,
        querystring: ListReinstatements,
        response: { 200: ReinstatementPage, ...problems },
      },
    },
    async ({ query, params: { organization } }) => {
      const { status, memberId, removalId } = query;
      const { rows, nextCursor } = await pageOf({
        query,
        position: z.object({ createdAt: Instant, id: z.string() }),
        read: (limit, after) =>
          listReinstatements(db, organization, {
            limit,
            ...(status === undefined ? {} : { status }),
            ...(memberId === undefined ? {} : { memberId }),
            ...(removalId === undefined ? {} : { removalId }),
            ...(after === undefined ? {} : { after }),
          }),
        after: ({ createdAt, id }) => ({ createdAt: createdAt.toISOString(), id }),
      });
      const people = rows.flatMap((row) => [row.memberId, row.requestedById]);
      const refs = await memberRefs(db, organization, people);
      return { items: rows.map((row) => presentSummary(row, refs)), nextCursor };
    },
  );
}

function readRoutes(app: App, services: Services): void {
  const params = ReinstatementParams;
  app.get(
    one,
    {
      config: reading,
      schema: {
        operationId: 'readReinstatement',
        summary: 'Read a reinstatement with its steps',
        tags,
        params,
        response: { 200: Reinstatement, ...problems },
      },
    },
    async ({ params: { organization, reinstatement } }) =>
      presentReinstatement(services, organization, await reinstatementIn(services, organization, reinstatement)),
  );
  app.get(
    `${one}/items`,
    {
      config: reading,
      schema: {
        operationId: 'listReinstatementItems',
        summary: 'List what becomes of each thing that the removal changed',
        tags,
        params,
        querystring: ListReinstatementItems,
        response: { 200: ReinstatementItemPage, ...problems },
      },
    },
    async ({ query, params: { organization, reinstatement: reinstatementId } }) => {
      await reinstatementIn(services, organization, reinstatementId);
      const { outcome, status, kind } = query;
      const { rows, nextCursor } = await pageOf({
        query,
        position: z.int(),
        read: (limit, after) =>
          listReinstatementItems(services.db, organization, {
            reinstatementId,
            limit,
            ...(outcome === undefined ? {} : { outcome }),
            ...(status === undefined ? {} : { status }),
            ...(kind === undefined ? {} : { kind }),
            ...(after === undefined ? {} : { after }),
          }),
        after: ({ position }) => position,
      });
      return { items: await namedItems(services, organization, rows), nextCursor };
    },
  );
}

const says = <const O extends string, const S extends string>(operationId: O, summary: S) => ({
  operationId,
  summary,
  tags,
  params: ReinstatementParams,
  headers: RequiredIdempotencyHeaders,
  response: { 200: Reinstatement, ...problems },
});

function steeringRoutes(app: App, services: Services): void {
  app.post(
    `${one}/retry`,
    {
      config: soon,
      schema: { ...says('retryReinstatement', 'Try a blocked step again, now'), body: RetryReinstatement },
    },
    (request) => steer(services, request, retry, request.body, (status) => status !== 'blocked'),
  );
  app.post(
    `${one}/skip`,
    {
      config: fresh,
      schema: {
        ...says('skipReinstatementStep', 'Go on without what is left of a blocked step'),
        body: SkipReinstatementStep,
      },
    },
    async (request) => {
      const { step, reason } = request.body;
      const noteId = await noteOf(services, request, reason);
      return await steer(services, request, skip, { step, noteId }, (status) => status === 'skipped');
    },
  );
}
