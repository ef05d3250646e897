import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { draftReinstatement } from '../../prisma/commands/reinstatements/draft.ts';
import { findReinstatement } from '../../prisma/queries/reinstatements/detail.ts';
import { Failure } from '../../rules/failures.ts';
import {
  begin,
  type ReinstatementInput,
  reinstatementWorkflow,
  reinstatementWorkflowId,
} from '../../workflows/reinstatements/messages.ts';
import { actorOf, callerOf } from '../auth.ts';
import { clickOf } from '../click.ts';
import { requestIdOf } from '../idempotency.ts';
import type { Services } from '../services.ts';
import { presentReinstatement, reinstatementIn } from './present.ts';
import type { Reinstatement, StartReinstatement } from './schemas.ts';

/**
 * Drafts the reinstatement (its reason must not travel through the process engine), then starts its run, which answers when the plan is in PostgreSQL.
 * @throws Failure as draftReinstatement; plan-changed, being-reinstated; engine-unreachable
 */
export async function start(
  services: Services,
  request: FastifyRequest,
  { removalId, reason, planHash }: z.output<typeof StartReinstatement>,
): Promise<z.output<typeof Reinstatement>> {
  const { db, engine } = services;
  const { organization } = callerOf(request);
  const reinstatementId = requestIdOf(request);
  const draft = { reinstatementId, removalId, reason, planHash, now: new Date() };
  const { memberId } = await draftReinstatement(db, organization, actorOf(request), draft);
  const click = await clickOf(services, request);
  const input: ReinstatementInput = { organization, reinstatementId, memberId };
  const answer = await engine.begin(
    {
      process: 'reinstatement',
      organization,
      summary: `reinstatement of member ${memberId}`,
      workflow: reinstatementWorkflow,
      workflowId: reinstatementWorkflowId(organization, memberId),
      input,
    },
    begin,
    { updateId: click.requestId, args: [{ ...click, reinstatementId }] },
  );
  if (!answer.known && (await findReinstatement(db, organization, reinstatementId))?.status === 'draft')
    throw new Failure('engine-unreachable', {});
  return await presentReinstatement(
    services,
    organization,
    await reinstatementIn(services, organization, reinstatementId),
  );
}
