import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { draftErasure } from '../../prisma/commands/erasures/request.ts';
import { type ErasureDetail, findErasure, listErasures } from '../../prisma/queries/erasures/read.ts';
import { type MemberRef, memberRefs, refOf } from '../../prisma/queries/members/refs.ts';
import { isOpenErasure } from '../../rules/erasures/states.ts';
import { Failure } from '../../rules/failures.ts';
import {
  begin,
  cancel,
  type ErasureInput,
  erasureWorkflow,
  erasureWorkflowId,
} from '../../workflows/erasures/messages.ts';
import type { App } from '../app-types.ts';
import { actorOf, callerOf } from '../auth.ts';
import { clickOf } from '../click.ts';
import { requestIdOf } from '../idempotency.ts';
import { unless } from '../may.ts';
import { pageOf } from '../pages.ts';
import { runOf } from '../run-link.ts';
import { Instant, OrganizationParams, problems, RequiredIdempotencyHeaders } from '../schemas.ts';
import type { Services } from '../services.ts';
import { Erasure, ErasurePage, ErasureParams, ListErasures, StartErasure } from './schemas.ts';

const erasures = '/v1/organizations/:organization/erasures';
const reading = { access: { role: 'admin', scope: 'read' } } as const;
const fresh = { access: { role: 'admin', scope: 'write', fresh: true } } as const;
const tags = ['Erasures'];

/** Replacing the personal data of someone who is deactivated (design, Removal, 5). */
export function erasuresRoutes(app: App, services: Services): void {
  readRoutes(app, services);
  app.post(
    erasures,
    {
      config: fresh,
      schema: {
        operationId: 'startErasure',
        summary: 'Have the personal data of someone who is deactivated replaced, for good',
        tags,
        params: OrganizationParams,
        headers: RequiredIdempotencyHeaders,
        body: StartErasure,
        response: { 201: Erasure, ...problems },
      },
    },
    async (request, reply) => reply.code(201).send(await start(services, request, request.body)),
  );
  app.post(
    `${erasures}/:erasure/cancel`,
    {
      config: fresh,
      schema: {
        operationId: 'cancelErasure',
        summary: 'Cancel, while nothing is erased',
        tags,
        params: ErasureParams,
        headers: RequiredIdempotencyHeaders,
        response: { 200: Erasure, ...problems },
      },
    },
    (request) => cancelled(services, request, request.params.erasure),
  );
}

function readRoutes(app: App, services: Services): void {
  const { db } = services;
  app.get(
    erasures,
    {
      config: reading,
      schema: {
        operationId: 'listErasures',
        summary: 'List erasures, newest first',
        tags,
        params: OrganizationParams,
        querystring: ListErasures,
        response: { 200: ErasurePage, ...problems },
      },
    },
    async ({ query, params: { organization } }) => {
      const { status, memberId } = query;
      const { rows, nextCursor } = await pageOf({
        query,
        position: z.object({ createdAt: Instant, id: z.string() }),
        read: (limit, after) =>
          listErasures(db, organization, {
            limit,
            ...(after === undefined ? {} : { after }),
            ...(status === undefined ? {} : { status }),
            ...(memberId === undefined ? {} : { memberId }),
          }),
        after: ({ createdAt, id }) => ({ createdAt: createdAt.toISOString(), id }),
      });
      const ids = rows.flatMap((row) => [row.memberId, row.requestedById]);
      const refs = await memberRefs(db, organization, ids);
      return { items: rows.map((row) => present(row, refs, services)), nextCursor };
    },
  );
  app.get(
    `${erasures}/:erasure`,
    {
      config: reading,
      schema: {
        operationId: 'readErasure',
        summary: 'Read an erasure',
        tags,
        params: ErasureParams,
        response: { 200: Erasure, ...problems },
      },
    },
    (request) => answerWith(services, request.params.organization, request.params.erasure),
  );
}

/** Drafts it (its reason must not travel through the process engine), then starts its run. @throws Failure as draftErasure; no-approver, engine-unreachable */
async function start(
  services: Services,
  request: FastifyRequest,
  { memberId, reason }: z.output<typeof StartErasure>,
): Promise<z.output<typeof Erasure>> {
  const { db, engine } = services;
  const { organization } = callerOf(request);
  const erasureId = requestIdOf(request);
  await draftErasure(db, organization, actorOf(request), { erasureId, memberId, reason, now: new Date() });
  const click = await clickOf(services, request);
  const input: ErasureInput = { organization, erasureId };
  const answer = await engine.begin(
    {
      process: 'erasure',
      organization,
      summary: `erasure of member ${memberId}`,
      workflow: erasureWorkflow,
      workflowId: erasureWorkflowId(organization, erasureId),
      input,
    },
    begin,
    { updateId: click.requestId, args: [click] },
  );
  if (!answer.known && (await findErasure(db, organization, erasureId))?.status === 'draft')
    throw new Failure('engine-unreachable', {});
  return await answerWith(services, organization, erasureId);
}

async function cancelled(
  services: Services,
  request: FastifyRequest,
  erasureId: string,
): Promise<z.output<typeof Erasure>> {
  const { organization } = callerOf(request);
  const { status } = await erasureIn(services, organization, erasureId);
  if (!isOpenErasure(status))
    throw new Failure('wrong-state', { object: 'erasure', state: status, needs: 'not ended' });
  const click = await clickOf(services, request);
  const answer = await services.engine.update(erasureWorkflowId(organization, erasureId), cancel, {
    updateId: click.requestId,
    args: [click],
  });
  const after = await erasureIn(services, organization, erasureId);
  if (!answer.known && after.status !== 'cancelled') throw new Failure('engine-unreachable', {});
  return await answerWith(services, organization, erasureId);
}

/** @throws Failure not-found */
async function erasureIn({ db }: Services, organization: string, id: string): Promise<ErasureDetail> {
  const found = await findErasure(db, organization, id);
  if (found === null || found.status === 'draft') throw new Failure('not-found', { object: 'erasure' });
  return found;
}

async function answerWith(services: Services, organization: string, id: string): Promise<z.output<typeof Erasure>> {
  const found = await erasureIn(services, organization, id);
  const refs = await memberRefs(services.db, organization, [found.memberId, found.requestedById]);
  return present(found, refs, services);
}

function present(
  row: ErasureDetail,
  refs: ReadonlyMap<string, MemberRef>,
  { temporalUi }: Services,
): z.output<typeof Erasure> {
  return {
    ...row,
    status: row.status as z.output<typeof Erasure>['status'], // a draft is never shown
    member: refOf(refs, row.memberId),
    requestedBy: refOf(refs, row.requestedById),
    run: runOf(erasureWorkflowId(row.organizationId, row.id), temporalUi),
    may: { cancel: unless(!isOpenErasure(row.status) && `It is ${row.status}`) },
  };
}
