import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { addShare, removeShare } from '../../prisma/commands/shares/shares.ts';
import { findShare, listShares, type ShareRow } from '../../prisma/queries/shares/list.ts';
import { Failure } from '../../rules/failures.ts';
import { callersAccess, needAccess } from '../access/decisions.ts';
import type { App } from '../app-types.ts';
import { actorOf, callerOf, onlyVisible } from '../auth.ts';
import { pageOf } from '../pages.ts';
import { IdempotencyHeaders, Instant, noContent, OrganizationParams, paramsWith, problems } from '../schemas.ts';
import type { Services } from '../services.ts';
import { AddShare, ListShares, Share, SharePage } from './schemas.ts';

const shares = '/v1/organizations/:organization/shares';
const writing = { access: { role: 'member', scope: 'write' } } as const;
const tags = ['Shares'];

export function sharesRoutes(app: App, services: Services): void {
  const { db } = services;
  app.get(
    shares,
    {
      config: { access: { role: 'viewer', scope: 'read' } },
      schema: {
        operationId: 'listShares',
        summary: 'List shares of what the caller may see, newest first',
        tags,
        params: OrganizationParams,
        querystring: ListShares,
        response: { 200: SharePage, ...problems },
      },
    },
    async (request) => {
      const { query } = request;
      const filter = { ...query, visibleTo: onlyVisible(callerOf(request)) };
      const { rows, nextCursor } = await pageOf({
        query,
        position: z.object({ createdAt: Instant, id: z.guid() }),
        read: (limit, after) => listShares(db, request.params.organization, filter, { after, limit }),
        after: ({ createdAt, id }) => ({ createdAt: createdAt.toISOString(), id }),
      });
      return { items: await present(services, request, rows), nextCursor };
    },
  );
  changeRoutes(app, services);
}

function changeRoutes(app: App, services: Services): void {
  const { db } = services;
  app.post(
    shares,
    {
      config: writing,
      schema: {
        operationId: 'addShare',
        summary: 'Share a resource, or change the level of a share',
        tags,
        params: OrganizationParams,
        headers: IdempotencyHeaders,
        body: AddShare,
        response: { 201: Share, ...problems },
      },
    },
    async (request, reply) => {
      const { resourceId, memberId, teamId, level } = request.body;
      const receiver = memberId === undefined ? { teamId: teamId ?? '' } : { memberId };
      await needAccess(services, request, resourceId, 'share');
      const input = { resourceId, ...receiver, level, now: new Date() };
      const { shareId } = await addShare(db, request.params.organization, actorOf(request), input);
      const share = await shareIn(services, request, shareId);
      const access = await callersAccess(services, request, [resourceId]);
      return reply.code(201).send({ ...share, may: { remove: access.may(resourceId, 'share') } });
    },
  );
  app.delete(
    `${shares}/:share`,
    {
      config: writing,
      schema: {
        operationId: 'removeShare',
        summary: 'Remove a share',
        tags,
        params: paramsWith('share'),
        response: { 204: noContent, ...problems },
      },
    },
    async (request, reply) => {
      const { organization, share: shareId } = request.params;
      const { resource } = await shareIn(services, request, shareId);
      await needAccess(services, request, resource.id, 'share');
      await removeShare(db, organization, actorOf(request), { shareId, now: new Date() });
      return reply.code(204).send();
    },
  );
}

/** A share of something that the caller may not see is missing, like any other. */
async function shareIn(services: Services, request: FastifyRequest, shareId: string): Promise<ShareRow> {
  const found = await findShare(services.db, callerOf(request).organization, shareId);
  if (found === null) throw new Failure('not-found', { object: 'share' });
  const access = await callersAccess(services, request, [found.resource.id]);
  if (!access.decide(found.resource.id, 'view').allowed) throw new Failure('not-found', { object: 'share' });
  return found;
}

async function present(services: Services, request: FastifyRequest, rows: readonly ShareRow[]) {
  const access = await callersAccess(
    services,
    request,
    rows.map(({ resource }) => resource.id),
  );
  return rows.map((row) => ({ ...row, may: { remove: access.may(row.resource.id, 'share') } }));
}
