import type { UpdateDefinition } from '@temporalio/common';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { RemovalDetail } from '../../prisma/queries/removals/detail.ts';
import { Failure } from '../../rules/failures.ts';
import { removalWorkflowId, type Steering } from '../../workflows/removals/messages.ts';
import { callerOf } from '../auth.ts';
import { clickOf } from '../click.ts';
import type { Services } from '../services.ts';
import { hasEnded } from './present.ts';
import { answerWith, removalIn } from './read.ts';
import type { Removal } from './schemas.ts';

export interface Steer<A extends Steering> {
  update: UpdateDefinition<void, [A]>;
  args: Omit<A, keyof Steering>;
  /** whether the removal, as PostgreSQL has it, shows that it was done: asked when the engine did not say */
  isDone: (removal: RemovalDetail) => boolean | Promise<boolean>;
}

/**
 * Steers a removal by an Update of its run, and answers with the removal as it is then.
 * @throws Failure what the run refuses; not-found, removal-ended, engine-unreachable
 */
export async function steer<A extends Steering>(
  services: Services,
  request: FastifyRequest,
  { update, args, isDone }: Steer<A>,
): Promise<z.output<typeof Removal>> {
  const { organization } = callerOf(request);
  const { removal: removalId } = request.params as { removal: string };
  const before = await removalIn(services, organization, removalId);
  refuseEnded(before);
  const click = await clickOf(services, request);
  const answer = await services.engine.update(removalWorkflowId(organization, before.memberId), update, {
    updateId: click.requestId,
    args: [{ ...click, ...args } as A],
  });
  const after = await removalIn(services, organization, removalId);
  if (!answer.known && !(await isDone(after))) {
    refuseEnded(after);
    throw new Failure('engine-unreachable', {});
  }
  return await answerWith(services, request, after);
}

function refuseEnded(removal: RemovalDetail): void {
  if (hasEnded(removal)) throw new Failure('removal-ended', { status: removal.status });
}
