import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { askLeave } from '../../prisma/commands/leaves/ask.ts';
import { moveLeave, withdrawLeave } from '../../prisma/commands/leaves/steer.ts';
import { findLeave, listLeaves } from '../../prisma/queries/leaves/list.ts';
import { memberRefs } from '../../prisma/queries/members/refs.ts';
import { Failure } from '../../rules/failures.ts';
import type { App } from '../app-types.ts';
import { actorOf, callerOf } from '../auth.ts';
import { pageOf } from '../pages.ts';
import { IdempotencyHeaders, Instant, ListQuery, OrganizationParams, paramsWith, problems } from '../schemas.ts';
import type { Services } from '../services.ts';
import { hereOf, presentLeave } from './present.ts';
import { AskLeave, Leave, LeavePage, MoveLeave } from './schemas.ts';

const leaves = '/v1/organizations/:organization/leaves';
const one = `${leaves}/:leave`;
const reading = { access: { role: 'admin', scope: 'read' } } as const;
const fresh = { access: { role: 'admin', scope: 'write', fresh: true } } as const;
const ofAll = { tags: ['Leaves'], params: OrganizationParams };
const ofOne = { tags: ['Leaves'], params: paramsWith('leave'), response: { 200: Leave, ...problems } };

/** In a parent: one human’s leave from several of its organizations. */
export function leavesRoutes(app: App, services: Services): void {
  listRoute(app, services);
  app.get(
    one,
    { config: reading, schema: { operationId: 'readLeave', summary: 'Read a leave', ...ofOne } },
    (request) => leaveIn(services, request, request.params.leave),
  );
  askRoute(app, services);
  steerRoutes(app, services);
}

function listRoute(app: App, { db }: Services): void {
  app.get(
    leaves,
    {
      config: reading,
      schema: {
        operationId: 'listLeaves',
        summary: 'List the leaves that this organization asked for, latest first',
        ...ofAll,
        querystring: ListQuery,
        response: { 200: LeavePage, ...problems },
      },
    },
    async (request) => {
      const { organization } = callerOf(request);
      const { rows, nextCursor } = await pageOf({
        query: request.query,
        position: z.object({ at: Instant, id: z.guid() }),
        read: (limit, after) => listLeaves(db, organization, { limit, ...(after === undefined ? {} : { after }) }),
        after: ({ createdAt, id }) => ({ at: createdAt.toISOString(), id }),
      });
      const refs = await memberRefs(
        db,
        organization,
        rows.map(({ askedById }) => askedById),
      );
      return { items: rows.map((row) => presentLeave(row, refs)), nextCursor };
    },
  );
}

function askRoute(app: App, services: Services): void {
  app.post(
    leaves,
    {
      config: fresh,
      schema: {
        operationId: 'askLeave',
        summary: 'Ask several organizations of this parent to remove one human',
        ...ofAll,
        headers: IdempotencyHeaders,
        body: AskLeave,
        response: { 201: Leave, ...problems },
      },
    },
    async (request, reply) => {
      const input = { ...request.body, now: new Date() };
      const { leaveId } = await askLeave(services.db, callerOf(request).organization, actorOf(request), input);
      return reply.code(201).send(await leaveIn(services, request, leaveId));
    },
  );
}

function steerRoutes(app: App, services: Services): void {
  const { db } = services;
  const changing = { ...ofOne, headers: IdempotencyHeaders };
  app.post(
    `${one}/move-date`,
    {
      config: fresh,
      schema: {
        operationId: 'moveLeaveDate',
        summary: 'Ask for another date; each organization moves what it has planned by itself',
        ...changing,
        body: MoveLeave,
      },
    },
    async (request) => {
      const { leave: leaveId } = request.params;
      const input = { leaveId, ...request.body, now: new Date() };
      await moveLeave(db, callerOf(request).organization, actorOf(request), input);
      return await leaveIn(services, request, leaveId);
    },
  );
  app.post(
    `${one}/withdraw`,
    {
      config: fresh,
      schema: {
        operationId: 'withdrawLeave',
        summary: 'Ask no more; each organization cancels what it has begun by itself',
        ...changing,
      },
    },
    async (request) => {
      const { leave: leaveId } = request.params;
      await withdrawLeave(db, callerOf(request).organization, actorOf(request), { leaveId, now: new Date() });
      return await leaveIn(services, request, leaveId);
    },
  );
}

/** @throws Failure not-found */
async function leaveIn(services: Services, request: FastifyRequest, leaveId: string): Promise<z.output<typeof Leave>> {
  const { organization } = callerOf(request);
  const found = await findLeave(services.db, organization, leaveId);
  if (found === null) throw new Failure('not-found', { object: 'leave' });
  const refs = await memberRefs(services.db, organization, [found.askedById]);
  const here = await hereOf(services, organization, { leaveId, email: found.email });
  return { ...presentLeave(found, refs), here };
}
