import { z } from 'zod';
import { endMemberSessions } from '../../prisma/commands/sessions/end.ts';
import { listMemberSessions } from '../../prisma/queries/sessions/list.ts';
import type { App } from '../app-types.ts';
import { actorOf } from '../auth.ts';
import { pageOf } from '../pages.ts';
import { Id, IdempotencyHeaders, Instant, paramsWith, problems } from '../schemas.ts';
import type { Services } from '../services.ts';
import { ListSessions, MemberSessionPage, SessionsEnded } from '../sessions/schemas.ts';
import { memberIn } from './routes.ts';

const sessions = '/v1/organizations/:organization/members/:member/sessions';
const shared = { tags: ['Members'], params: paramsWith('member') };

/** With what a member comes in, as admins see it; and the way to make them sign in anew without suspending them. */
export function memberSessionsRoutes(app: App, services: Services): void {
  const { db } = services;
  app.get(
    sessions,
    {
      config: { access: { role: 'admin', scope: 'read' } },
      schema: {
        operationId: 'listMemberSessions',
        summary: 'List the sessions with which a member comes in, newest first',
        ...shared,
        querystring: ListSessions,
        response: { 200: MemberSessionPage, ...problems },
      },
    },
    async (request) => {
      const { organization, member } = request.params;
      await memberIn(services, request, member);
      const { rows, nextCursor } = await pageOf({
        query: request.query,
        position: z.object({ at: Instant, id: Id }),
        read: (limit, after) => listMemberSessions(db, organization, member, { after, limit, now: new Date() }),
        after: ({ at, id }) => ({ at: at.toISOString(), id }),
      });
      return { items: [...rows], nextCursor };
    },
  );
  app.post(
    `${sessions}/end`,
    {
      config: { access: { role: 'admin', scope: 'write' } }, // a stolen browser waits for no new sign-in
      schema: {
        operationId: 'endMemberSessions',
        summary: 'Make a member sign in anew: shuts this organization to all their sessions',
        ...shared,
        headers: IdempotencyHeaders,
        response: { 200: SessionsEnded, ...problems },
      },
    },
    async (request) => {
      const { organization, member } = request.params;
      const ended = await endMemberSessions(db, organization, actorOf(request), { memberId: member, now: new Date() });
      return { ended };
    },
  );
}
