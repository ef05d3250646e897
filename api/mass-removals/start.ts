import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { draftMassRemoval } from '../../prisma/commands/mass-removals/draft.ts';
import { memberRefs } from '../../prisma/queries/members/refs.ts';
import { hashOfSet } from '../../prisma/queries/mass-removals/hash.ts';
import { findMassRemoval, type MassRemovalDetail } from '../../prisma/queries/mass-removals/list.ts';
import { Failure } from '../../rules/failures.ts';
import {
  begin,
  type MassRemovalInput,
  massRemovalWorkflow,
  massRemovalWorkflowId,
  moved,
} from '../../workflows/mass-removals/messages.ts';
import { actorOf, callerOf } from '../auth.ts';
import { clickOf } from '../click.ts';
import { requestIdOf } from '../idempotency.ts';
import { choicesOf } from '../removals/choices.ts';
import type { Services } from '../services.ts';
import { presentMassRemoval } from './present.ts';
import type { MassRemoval, StartMassRemoval } from './schemas.ts';

/**
 * Drafts it with a draft for each person, then starts its run, which answers when it is running or waits for its approval.
 * @throws Failure as draftMassRemoval; plan-changed, no-approver; engine-unreachable
 */
export async function start(
  services: Services,
  request: FastifyRequest,
  body: z.output<typeof StartMassRemoval>,
): Promise<z.output<typeof MassRemoval>> {
  const { db, engine } = services;
  const { organization } = callerOf(request);
  const { people, planHash, reason, forCause, ending, timeZone } = body;
  const given = hashOfSet(people);
  if (given !== planHash) throw new Failure('plan-changed', { expected: planHash, given });
  const now = new Date();
  const massRemovalId = requestIdOf(request);
  const effectiveAt = body.effectiveAt ?? now;
  const successors = choicesOf(body.successors);
  const draft = { massRemovalId, people, planHash, reason, forCause, effectiveAt, timeZone, successors, now };
  await draftMassRemoval(db, organization, actorOf(request), { ...draft, ...(ending === undefined ? {} : { ending }) });
  const click = await clickOf(services, request);
  const input: MassRemovalInput = { organization, massRemovalId };
  const answer = await engine.begin(
    {
      process: 'mass-removal',
      organization,
      summary: `mass removal of ${people.length} on ${effectiveAt.toISOString().slice(0, 10)}`,
      workflow: massRemovalWorkflow,
      workflowId: massRemovalWorkflowId(organization, massRemovalId),
      input,
    },
    begin,
    { updateId: click.requestId, args: [click] },
  );
  const found = await findMassRemoval(db, organization, massRemovalId);
  if (!answer.known && (found === null || found.status === 'draft')) throw new Failure('engine-unreachable', {});
  return await answerWith(services, request, massRemovalId);
}

/** A mass removal that has begun: drafts show nowhere. @throws Failure not-found */
export async function massRemovalIn({ db }: Services, organization: string, id: string): Promise<MassRemovalDetail> {
  const found = await findMassRemoval(db, organization, id);
  if (found === null || found.status === 'draft') throw new Failure('not-found', { object: 'mass-removal' });
  return found;
}

export async function answerWith(
  services: Services,
  request: FastifyRequest,
  id: string,
): Promise<z.output<typeof MassRemoval>> {
  const { organization } = callerOf(request);
  const found = await massRemovalIn(services, organization, id);
  return presentMassRemoval(
    found,
    await memberRefs(services.db, organization, [found.requestedById]),
    services.temporalUi,
  );
}

/** A change that is complete in PostgreSQL; its run is told, and would find out by itself later. */
export async function steered(
  services: Services,
  request: FastifyRequest,
  change: (massRemovalId: string) => Promise<void>,
): Promise<z.output<typeof MassRemoval>> {
  const { organization } = callerOf(request);
  const { massRemoval: id } = request.params as { massRemoval: string };
  await massRemovalIn(services, organization, id);
  await change(id);
  await services.engine.tell(massRemovalWorkflowId(organization, id), moved);
  return await answerWith(services, request, id);
}
