import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { findFollowUp, type FollowUpRow, listFollowUps } from '../../prisma/queries/follow-ups/list.ts';
import { findRemoval } from '../../prisma/queries/removals/detail.ts';
import { Failure } from '../../rules/failures.ts';
import { attestationNote } from '../../rules/removals/attestation.ts';
import { attest, removalWorkflowId } from '../../workflows/removals/messages.ts';
import type { App } from '../app-types.ts';
import { type Caller, callerOf, whyNotRole } from '../auth.ts';
import { clickOf, noteOf } from '../click.ts';
import { unless } from '../may.ts';
import { listName, pageOf } from '../pages.ts';
import { Instant, OrganizationParams, paramsWith, problems, RequiredIdempotencyHeaders } from '../schemas.ts';
import type { Services } from '../services.ts';
import { Attest, FollowUp, FollowUpPage, ListFollowUps } from './schemas.ts';

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
        list: listName('follow-ups', query),
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
  app.post(
    `${followUps}/:followUp/attest`,
    {
      config: { access: { role: 'viewer', scope: 'write' } },
      schema: {
        operationId: 'attest',
        summary: 'State that it is done',
        tags,
        params: paramsWith('followUp'),
        headers: RequiredIdempotencyHeaders,
        body: Attest,
        response: { 200: FollowUp, ...problems },
      },
    },
    (request) => attestFollowUp(services, request, request.body),
  );
}

async function attestFollowUp(
  services: Services,
  request: FastifyRequest,
  { statement, evidence }: z.output<typeof Attest>,
) {
  const caller = callerOf(request);
  const followUp = await followUpOf(services, request);
  if (followUp.status !== 'open') throw new Failure('follow-up-closed', { status: followUp.status });
  const removal = await findRemoval(services.db, caller.organization, followUp.removalId);
  if (removal === null) throw new Failure('not-found', { object: 'removal' });
  const text = attestationNote({ statement, ...(evidence === undefined ? {} : { evidence }) });
  const noteId = await noteOf(services, request, text);
  const click = await clickOf(services, request);
  const answer = await services.engine.update(removalWorkflowId(caller.organization, removal.memberId), attest, {
    updateId: click.requestId,
    args: [{ ...click, followUpId: followUp.id, noteId }],
  });
  const after = await followUpOf(services, request);
  if (!answer.known && after.status === 'open') throw new Failure('engine-unreachable', {});
  return present(after, caller);
}

/** One's own, or any for an admin; others are answered as missing. */
async function followUpOf({ db }: Services, request: FastifyRequest): Promise<FollowUpRow> {
  const caller = callerOf(request);
  const { followUp: id } = request.params as { followUp: string };
  const row = await findFollowUp(db, caller.organization, id);
  if (row === null || (row.ownerId !== caller.memberId && whyNotRole(caller, 'admin') !== undefined))
    throw new Failure('not-found', { object: 'follow-up' });
  return row;
}

function present(row: FollowUpRow, caller: Caller): z.output<typeof FollowUp> {
  const notTheirs = row.ownerId !== caller.memberId && whyNotRole(caller, 'admin');
  return {
    ...row,
    connection: { id: row.connectionId, name: row.connectionName },
    leaver: { id: row.leaverId, name: row.leaverName },
    owner: { id: row.ownerId, name: row.ownerName },
    may: { attest: unless(row.status !== 'open' && `It is ${row.status}`, notTheirs) },
  };
}
