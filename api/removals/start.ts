import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { draftRemoval } from '../../prisma/commands/removals/draft.ts';
import { findRemoval } from '../../prisma/queries/removals/detail.ts';
import { Failure } from '../../rules/failures.ts';
import { begin, type RemovalInput, removalWorkflow, removalWorkflowId } from '../../workflows/removals/messages.ts';
import { actorOf, callerOf } from '../auth.ts';
import { clickOf } from '../click.ts';
import { requestIdOf } from '../idempotency.ts';
import type { Services } from '../services.ts';
import { choicesOf } from './choices.ts';
import { answerWith, removalIn } from './read.ts';
import type { Removal, StartRemoval } from './schemas.ts';

/**
 * Drafts the removal (its reason must not travel through the process engine), then starts its run, which answers when the plan is in PostgreSQL. A
 * crash in between leaves a draft that does nothing; the repeated request goes on with it.
 * @throws Failure as draftRemoval; plan-changed, already-leaving, no-successor; engine-unreachable
 */
export async function start(
  services: Services,
  request: FastifyRequest,
  body: z.output<typeof StartRemoval>,
): Promise<z.output<typeof Removal>> {
  const { db, engine } = services;
  const { organization } = callerOf(request);
  const now = new Date();
  const { memberId, reason, forCause, ending, timeZone, planHash, effectiveAt = now } = body;
  const { removalId } = await draftRemoval(db, organization, actorOf(request), {
    removalId: requestIdOf(request),
    memberId,
    reason,
    forCause,
    ...(ending === undefined ? {} : { ending }),
    effectiveAt,
    timeZone,
    successors: choicesOf(body.successors),
    ...(body.leavingWith === undefined ? {} : { leavingWith: body.leavingWith }),
    ...(body.leaveId === undefined ? {} : { leaveId: body.leaveId }),
    planHash,
    now,
  });
  const click = await clickOf(services, request);
  const input: RemovalInput = { organization, removalId, memberId, effectiveAt: effectiveAt.toISOString() };
  const answer = await engine.begin(
    {
      process: 'removal',
      organization,
      summary: `removal of member ${memberId} on ${effectiveAt.toISOString().slice(0, 10)}`,
      workflow: removalWorkflow,
      workflowId: removalWorkflowId(organization, memberId),
      input,
    },
    begin,
    { updateId: click.requestId, args: [{ ...click, removalId }] },
  );
  if (!answer.known && (await findRemoval(db, organization, removalId))?.status === 'draft')
    throw new Failure('engine-unreachable', {});
  return await answerWith(services, request, await removalIn(services, organization, removalId));
}
