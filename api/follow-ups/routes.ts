import { z } from 'zod';
import { listFollowUps } from '../../prisma/queries/follow-ups/list.ts';
import type { App } from '../app-types.ts';
import { callerOf, whyNotRole } from '../auth.ts';
import { pageOf } from '../pages.ts';
import { Instant, OrganizationParams, paramsWith, problems } from '../schemas.ts';
import type { Services } from '../services.ts';
import { changeRoutes } from './change-routes.ts';
import { evidenceRoutes } from './evidence-routes.ts';
import { followUpOf, present } from './present.ts';
import { FollowUp, FollowUpPage, ListFollowUps } from './schemas.ts';

const followUps = '/v1/organizations/:organization/follow-ups';
const reading = { access: { role: 'viewer', scope: 'read' } } as const;
const tags = ['Follow-ups'];

export function followUpsRoutes(app: App, services: Services): void {
  const { db } = services;
  app.get(
    followUps,
    {
      config: reading,
      schema: {
        operationId: 'listFollowUps',
        summary: 'List follow-ups, earliest due first: one’s own, or all for an admin',
        tags,
        params: OrganizationParams,
        querystring: ListFollowUps,
        response: { 200: FollowUpPage, ...problems },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { query } = request;
      const { status, removalId, mine } = query;
      const own = mine === true || whyNotRole(caller, 'admin') !== undefined;
      const { rows, nextCursor } = await pageOf({
        query,
        position: z.object({ dueAt: Instant, id: z.string() }),
        read: (limit, after) =>
          listFollowUps(db, caller.organization, {
            limit,
            ...(own ? { ownerId: caller.memberId } : {}),
            ...(status === undefined ? {} : { status }),
            ...(removalId === undefined ? {} : { removalId }),
            ...(after === undefined ? {} : { after }),
          }),
        after: ({ dueAt, id }) => ({ dueAt: dueAt.toISOString(), id }),
      });
      return { items: rows.map((row) => present(row, caller)), nextCursor };
    },
  );
  app.get(
    `${followUps}/:followUp`,
    {
      config: reading,
      schema: {
        operationId: 'readFollowUp',
        summary: 'Read a follow-up',
        tags,
        params: paramsWith('followUp'),
        response: { 200: FollowUp, ...problems },
      },
    },
    async (request) => present(await followUpOf(services, request), callerOf(request)),
  );
  changeRoutes(app, services);
  evidenceRoutes(app, services);
}
