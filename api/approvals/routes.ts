import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type ApprovalRow, findApproval, listApprovals } from '../../prisma/queries/approvals/list.ts';
import { Failure } from '../../rules/failures.ts';
import { approvalWorkflowId, decide } from '../../workflows/approvals/messages.ts';
import type { App } from '../app-types.ts';
import { type Caller, callerOf, whyNotRole } from '../auth.ts';
import { clickOf, noteOf } from '../click.ts';
import { unless } from '../may.ts';
import { pageOf } from '../pages.ts';
import { Instant, OrganizationParams, paramsWith, problems, RequiredIdempotencyHeaders } from '../schemas.ts';
import type { Services } from '../services.ts';
import { Approval, ApprovalPage, Decide, ListApprovals } from './schemas.ts';

const approvals = '/v1/organizations/:organization/approvals';
const reading = { access: { role: 'viewer', scope: 'read' } } as const;
const tags = ['Approvals'];

export function approvalsRoutes(app: App, services: Services): void {
  app.get(
    approvals,
    {
      config: reading,
      schema: {
        operationId: 'listApprovals',
        summary: 'List approvals, newest first: those that wait for the caller, or all for an admin',
        tags,
        params: OrganizationParams,
        querystring: ListApprovals,
        response: { 200: ApprovalPage, ...problems },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { query } = request;
      const own = query.mine === true || whyNotRole(caller, 'admin') !== undefined;
      const { rows, nextCursor } = await pageOf({
        query,
        position: z.object({ createdAt: Instant, id: z.string() }),
        read: (limit, after) =>
          listApprovals(services.db, caller.organization, {
            limit,
            ...(query.status === undefined ? {} : { status: query.status }),
            ...(own ? { waitingFor: caller.memberId } : {}),
            ...(after === undefined ? {} : { after }),
          }),
        after: ({ createdAt, id }) => ({ createdAt: createdAt.toISOString(), id }),
      });
      return { items: rows.map((row) => present(row, caller)), nextCursor };
    },
  );
  const params = paramsWith('approval');
  const response = { 200: Approval, ...problems };
  app.get(
    `${approvals}/:approval`,
    {
      config: reading,
      schema: {
        operationId: 'readApproval',
        summary: 'Read an approval with what is decided on',
        tags,
        params,
        response,
      },
    },
    async (request) => present(await approvalOf(services, request), callerOf(request)),
  );
  app.post(
    `${approvals}/:approval/decide`,
    {
      config: { access: { role: 'viewer', scope: 'write' } },
      schema: {
        operationId: 'decide',
        summary: 'Approve or refuse',
        tags,
        params,
        headers: RequiredIdempotencyHeaders,
        body: Decide,
        response,
      },
    },
    (request) => decideOn(services, request, request.body),
  );
}

async function decideOn(
  services: Services,
  request: FastifyRequest,
  { decision, reason, factsHash }: z.output<typeof Decide>,
) {
  const caller = callerOf(request);
  const { id, status } = await approvalOf(services, request);
  if (status !== 'pending') throw new Failure('already-decided', { status });
  const noteId = await noteOf(services, request, reason);
  const click = await clickOf(services, request);
  const answer = await services.engine.update(approvalWorkflowId(caller.organization, id), decide, {
    updateId: click.requestId,
    args: [{ ...click, decision, factsHash, noteId }],
  });
  const after = await approvalOf(services, request);
  if (!answer.known && !hasVoted(after, caller.memberId)) {
    if (after.status !== 'pending') throw new Failure('already-decided', { status: after.status });
    throw new Failure('engine-unreachable', {});
  }
  return present(after, caller);
}

function hasVoted({ stages }: ApprovalRow, memberId: string): boolean {
  return stages.some(({ decisions }) => decisions.some(({ member }) => member.id === memberId));
}

/** What an approver, the requester or an admin may see; to others it is missing. */
async function approvalOf({ db }: Services, request: FastifyRequest): Promise<ApprovalRow> {
  const caller = callerOf(request);
  const { approval: id } = request.params as { approval: string };
  const row = await findApproval(db, caller.organization, id);
  if (row === null || !maySee(row, caller)) throw new Failure('not-found', { object: 'approval' });
  return row;
}

function maySee(row: ApprovalRow, caller: Caller): boolean {
  if (whyNotRole(caller, 'admin') === undefined || row.requestedBy.id === caller.memberId) return true;
  const involved = row.stages.flatMap(({ approvers }) => approvers.map(({ id }) => id));
  return involved.includes(caller.memberId) || row.deciderIds.includes(caller.memberId);
}

function present(row: ApprovalRow, caller: Caller): z.output<typeof Approval> {
  return {
    ...row,
    may: {
      decide: unless(
        row.status !== 'pending' && `It is ${row.status}`,
        row.requestedBy.id === caller.memberId && 'No one decides on their own request',
        !row.deciderIds.includes(caller.memberId) && 'You are not an approver of this stage, or have decided',
      ),
    },
  };
}
