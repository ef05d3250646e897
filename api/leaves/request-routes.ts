import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { answerLeaveRequest } from '../../prisma/commands/leaves/answer.ts';
import { findLeaveRequest, listLeaveRequests } from '../../prisma/queries/leaves/list.ts';
import { memberRefs } from '../../prisma/queries/members/refs.ts';
import { Failure } from '../../rules/failures.ts';
import type { App } from '../app-types.ts';
import { actorOf, callerOf } from '../auth.ts';
import { pageOf } from '../pages.ts';
import { IdempotencyHeaders, Instant, OrganizationParams, paramsWith, problems } from '../schemas.ts';
import type { Services } from '../services.ts';
import { hereOf, presentRequest } from './present.ts';
import { AnswerLeaveRequest, LeaveRequest, LeaveRequestPage, ListLeaveRequests } from './schemas.ts';

const requests = '/v1/organizations/:organization/leave-requests';
const one = `${requests}/:leave`;
const reading = { access: { role: 'admin', scope: 'read' } } as const;
const tags = ['Leaves'];
const ofOne = { tags, params: paramsWith('leave'), response: { 200: LeaveRequest, ...problems } };

/** In an organization that has a parent: what that asks of it. */
export function leaveRequestsRoutes(app: App, services: Services): void {
  listRoute(app, services);
  app.get(
    one,
    { config: reading, schema: { operationId: 'readLeaveRequest', summary: 'Read a request', ...ofOne } },
    (request) => requestIn(services, request),
  );
  app.post(
    `${one}/answer`,
    {
      config: { access: { role: 'admin', scope: 'write' } },
      schema: {
        operationId: 'answerLeaveRequest',
        summary: 'Tell the parent: nobody with this address has a way in, or the organization will not',
        ...ofOne,
        headers: IdempotencyHeaders,
        body: AnswerLeaveRequest,
      },
    },
    async (request) => {
      const input = { leaveId: request.params.leave, answer: request.body.answer, now: new Date() };
      await answerLeaveRequest(services.db, callerOf(request).organization, actorOf(request), input);
      return await requestIn(services, request);
    },
  );
}

function listRoute(app: App, { db }: Services): void {
  app.get(
    requests,
    {
      config: reading,
      schema: {
        operationId: 'listLeaveRequests',
        summary: 'List what the parent of this organization asks of it, latest first',
        tags,
        params: OrganizationParams,
        querystring: ListLeaveRequests,
        response: { 200: LeaveRequestPage, ...problems },
      },
    },
    async (request) => {
      const { organization } = callerOf(request);
      const { query } = request;
      const { rows, nextCursor } = await pageOf({
        query,
        position: z.object({ at: Instant, id: z.guid() }),
        read: (limit, after) =>
          listLeaveRequests(db, organization, {
            limit,
            ...(query.open === undefined ? {} : { open: query.open }),
            ...(after === undefined ? {} : { after }),
          }),
        after: ({ askedAt, leaveId }) => ({ at: askedAt.toISOString(), id: leaveId }),
      });
      const refs = await memberRefs(
        db,
        organization,
        rows.map(({ answeredById }) => answeredById),
      );
      return { items: rows.map((row) => presentRequest(row, refs)), nextCursor };
    },
  );
}

/** @throws Failure not-found */
async function requestIn(services: Services, request: FastifyRequest): Promise<z.output<typeof LeaveRequest>> {
  const { organization } = callerOf(request);
  const { leave: leaveId } = request.params as { leave: string };
  const found = await findLeaveRequest(services.db, organization, leaveId);
  if (found === null) throw new Failure('not-found', { object: 'leave-request' });
  const refs = await memberRefs(services.db, organization, [found.answeredById]);
  const here = await hereOf(services, organization, { leaveId, email: found.email });
  return { ...presentRequest(found, refs), here };
}
