import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { attestFollowUp } from '../../prisma/commands/follow-ups/attest.ts';
import { reassignFollowUp } from '../../prisma/commands/follow-ups/reassign.ts';
import { reopenFollowUp } from '../../prisma/commands/follow-ups/reopen.ts';
import { findFollowUp, type FollowUpRow } from '../../prisma/queries/follow-ups/list.ts';
import { Failure } from '../../rules/failures.ts';
import { attestationNote } from '../../rules/removals/attestation.ts';
import { attest, lookAgain, removalWorkflowId } from '../../workflows/removals/messages.ts';
import type { App } from '../app-types.ts';
import { actorOf, callerOf } from '../auth.ts';
import { clickOf, noteOf } from '../click.ts';
import { IdempotencyHeaders, paramsWith, problems, RequiredIdempotencyHeaders } from '../schemas.ts';
import type { Services } from '../services.ts';
import { followUpOf, present } from './present.ts';
import { Attest, FollowUp, Reassign, Reopen } from './schemas.ts';

const one = '/v1/organizations/:organization/follow-ups/:followUp';
const shared = { tags: ['Follow-ups'], params: paramsWith('followUp') };
const response = { 200: FollowUp, ...problems };

export function changeRoutes(app: App, services: Services): void {
  attestRoute(app, services);
  reassignRoute(app, services);
  reopenRoute(app, services);
}

function attestRoute(app: App, services: Services): void {
  app.post(
    `${one}/attest`,
    {
      config: { access: { role: 'viewer', scope: 'write' } },
      schema: {
        operationId: 'attest',
        summary: 'State that it is done',
        ...shared,
        headers: RequiredIdempotencyHeaders,
        body: Attest,
        response,
      },
    },
    async (request) => {
      const followUp = await followUpOf(services, request);
      if (followUp.status !== 'open') throw new Failure('follow-up-closed', { status: followUp.status });
      const known = await attested(services, request, followUp, request.body);
      const after = await followUpOf(services, request);
      if (!known && after.status === 'open') throw new Failure('engine-unreachable', {});
      return present(after, callerOf(request));
    },
  );
}

/** By the run, which waits for it; a removal that closed without it has none any more. @returns whether it is known to be done */
async function attested(
  services: Services,
  request: FastifyRequest,
  { id: followUpId, leaverId, removalRuns }: FollowUpRow,
  { statement, evidence }: z.output<typeof Attest>,
): Promise<boolean> {
  const { organization } = callerOf(request);
  const noteId = await noteOf(services, request, attestationNote({ statement, ...(evidence && { evidence }) }));
  const click = await clickOf(services, request);
  if (removalRuns) {
    const args = { ...click, followUpId, noteId };
    const id = removalWorkflowId(organization, leaverId);
    return (await services.engine.update(id, attest, { updateId: click.requestId, args: [args] })).known;
  }
  const input = { followUpId, noteId, now: new Date(), receipt: `attest/${click.requestId}` };
  await attestFollowUp(services.db, organization, actorOf(request), input);
  return true;
}

function reassignRoute(app: App, services: Services): void {
  app.post(
    `${one}/reassign`,
    {
      config: { access: { role: 'viewer', scope: 'write' } },
      schema: {
        operationId: 'reassignFollowUp',
        summary: 'Hand it to someone else, who is told',
        ...shared,
        headers: IdempotencyHeaders,
        body: Reassign,
        response,
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const before = await followUpOf(services, request);
      const input = { followUpId: before.id, ownerId: request.body.ownerId };
      const { leaverId } = await reassignFollowUp(services.db, caller.organization, actorOf(request), input);
      await services.engine.tell(removalWorkflowId(caller.organization, leaverId), lookAgain);
      const after = await findFollowUp(services.db, caller.organization, before.id); // who handed on their own can read it this once
      return present(after ?? before, caller);
    },
  );
}

function reopenRoute(app: App, services: Services): void {
  app.post(
    `${one}/reopen`,
    {
      config: { access: { role: 'admin', scope: 'write' } },
      schema: {
        operationId: 'reopenFollowUp',
        summary: 'Open it again, because the attestation is doubted',
        ...shared,
        headers: IdempotencyHeaders,
        body: Reopen,
        response,
      },
    },
    async (request) => {
      const { organization } = callerOf(request);
      const { id: followUpId } = await followUpOf(services, request);
      const input = { followUpId, reason: request.body.reason, now: new Date() };
      const { leaverId } = await reopenFollowUp(services.db, organization, actorOf(request), input);
      await services.engine.tell(removalWorkflowId(organization, leaverId), lookAgain);
      return present(await followUpOf(services, request), callerOf(request));
    },
  );
}
