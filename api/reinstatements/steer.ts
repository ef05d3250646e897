import type { UpdateDefinition } from '@temporalio/common';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { StepStatus } from '../../prisma/generated/enums.ts';
import type { ReinstatementDetail } from '../../prisma/queries/reinstatements/detail.ts';
import type { Click } from '../../rules/audit/click.ts';
import { Failure } from '../../rules/failures.ts';
import type { ReinstatementStepName } from '../../rules/removals/reinstatement-steps.ts';
import { reinstatementWorkflowId } from '../../workflows/reinstatements/messages.ts';
import { callerOf } from '../auth.ts';
import { clickOf } from '../click.ts';
import type { Services } from '../services.ts';
import { presentReinstatement, reinstatementIn } from './present.ts';
import type { Reinstatement } from './schemas.ts';

/**
 * Steers a reinstatement by an Update of its run, and answers with it as it is then. `isDone`: how the step stands when it was done, asked when the engine did
 * not say.
 * @throws Failure what the run refuses; not-found, reinstatement-ended, engine-unreachable
 */
export async function steer<A extends Click & { step: ReinstatementStepName }>(
  services: Services,
  request: FastifyRequest,
  update: UpdateDefinition<void, [A]>,
  args: Omit<A, keyof Click>,
  isDone: (status: StepStatus | undefined) => boolean,
): Promise<z.output<typeof Reinstatement>> {
  const { organization } = callerOf(request);
  const { reinstatement: id } = request.params as { reinstatement: string };
  const before = await reinstatementIn(services, organization, id);
  refuseEnded(before);
  const click = await clickOf(services, request);
  const answer = await services.engine.update(reinstatementWorkflowId(organization, before.memberId), update, {
    updateId: click.requestId,
    args: [{ ...click, ...args } as A],
  });
  const after = await reinstatementIn(services, organization, id);
  const { step } = args as unknown as { step: ReinstatementStepName };
  if (!answer.known && !isDone(after.steps.find((one) => one.step === step)?.status)) {
    refuseEnded(after);
    throw new Failure('engine-unreachable', {});
  }
  return await presentReinstatement(services, organization, after);
}

function refuseEnded({ status }: ReinstatementDetail): void {
  if (status === 'completed') throw new Failure('reinstatement-ended', { status });
}
