import { z } from 'zod';
import { registerGrant } from '../../prisma/commands/connections/grants.ts';
import { listGrants } from '../../prisma/queries/grants/list.ts';
import { lookAgain, removalWorkflowId } from '../../workflows/removals/messages.ts';
import { Failure } from '../../rules/failures.ts';
import { needAccess } from '../access/decisions.ts';
import type { App } from '../app-types.ts';
import { actorOf, callerOf, needRole, whyNotRole } from '../auth.ts';
import { pageOf } from '../pages.ts';
import { IdempotencyHeaders, Instant, OrganizationParams, problems } from '../schemas.ts';
import type { Services } from '../services.ts';
import { Grant, GrantPage, ListGrants, RegisterGrant } from './schemas.ts';
import { switchRoutes } from './switch-routes.ts';

const grants = '/v1/organizations/:organization/grants';
const shared = { tags: ['Grants'], params: OrganizationParams };

export function grantsRoutes(app: App, services: Services): void {
  switchRoutes(app, services);
  const { db, secrets } = services;
  app.get(
    grants,
    {
      config: { access: { role: 'viewer', scope: 'read' } },
      schema: {
        operationId: 'listGrants',
        summary: 'List upstream grants, newest first: one’s own, or all for an admin',
        ...shared,
        querystring: ListGrants,
        response: { 200: GrantPage, ...problems },
      },
    },
    async (request) => {
      const { query } = request;
      const caller = callerOf(request);
      const others = whyNotRole(caller, 'admin') === undefined ? query.memberId : caller.memberId;
      const filter = { connectionId: query.connectionId, memberId: others };
      const { rows, nextCursor } = await pageOf({
        query,
        position: z.object({ createdAt: Instant, id: z.guid() }),
        read: (limit, after) => listGrants(db, caller.organization, filter, { after, limit }),
        after: ({ createdAt, id }) => ({ createdAt: createdAt.toISOString(), id }),
      });
      return { items: [...rows], nextCursor };
    },
  );
  app.post(
    grants,
    {
      config: { access: { role: 'member', scope: 'write' } },
      schema: {
        operationId: 'registerGrant',
        summary: 'Register a consent that was given upstream',
        ...shared,
        headers: IdempotencyHeaders,
        body: RegisterGrant,
        response: { 201: Grant, ...problems },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const { memberId = caller.memberId, connectionId, provider, scopes, ...rest } = request.body;
      if (memberId !== caller.memberId) needRole(caller, 'admin');
      await needAccess(services, request, connectionId, 'edit');
      const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
      const input = { connectionId, memberId, provider, scopes, ...given, now: new Date() };
      const { grantId, leavers } = await registerGrant(db, secrets, caller.organization, actorOf(request), input);
      for (const leaver of leavers)
        await services.engine.tell(removalWorkflowId(caller.organization, leaver), lookAgain);
      const [grant] = await listGrants(db, caller.organization, { grantId }, { limit: 1 });
      if (grant === undefined) throw new Failure('not-found', { object: 'grant' });
      return reply.code(201).send(grant);
    },
  );
}
