import { Context } from '@temporalio/activity';
import { completeReinstatement } from '../../prisma/commands/reinstatements/complete.ts';
import { giveBackBatch } from '../../prisma/commands/reinstatements/give-back.ts';
import { planReinstatement } from '../../prisma/commands/reinstatements/plan.ts';
import { setReinstatementStep, skipReinstatementStep } from '../../prisma/commands/reinstatements/steps.ts';
import { actorOf } from '../../rules/audit/click.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { inBatches } from '../removals/ground.ts';
import { byRun } from '../run.ts';
import { blocking } from './blocking.ts';
import type { OfReinstatement, ReinstatementActivities } from './contract.ts';
import { effect } from './ground.ts';
import { givingBack } from './hosts.ts';
import { telling } from './reinstated.ts';

/** A fraction of a second each, in which nobody else can change these; reading them goes on. */
const BATCH = 2000;

/** Every activity of a reinstatement, once. */
export function reinstatementActivities(deps: ActivityDependencies): ReinstatementActivities {
  const { db } = deps;
  const giveBack = async ({ organization, reinstatementId, now }: OfReinstatement, step: 'transfer' | 'access') => {
    const actor = byRun();
    const batch = { reinstatementId, now: new Date(now), step, limit: BATCH };
    return { givenBack: await inBatches(() => giveBackBatch(db, organization, actor, batch)) };
  };
  return {
    ...blocking(deps),
    ...givingBack(deps),
    ...telling(deps),
    planReinstatement: (input) =>
      planReinstatement(db, input.organization, actorOf(input), effect(input, 'plan'), (items) =>
        Context.current().heartbeat(items),
      ),
    giveBackItems: (input) => giveBack(input, 'transfer'),
    giveBackAccess: (input) => giveBack(input, 'access'),
    completeReinstatement: (input) => completeReinstatement(db, input.organization, byRun(), effect(input, 'complete')),
    retryReinstatementStep: (input) =>
      setReinstatementStep(db, input.organization, actorOf(input), {
        ...effect(input, `retry/${input.requestId}`),
        step: input.step,
        change: { status: 'running' },
      }),
    skipReinstatementStep: (input) =>
      skipReinstatementStep(db, input.organization, actorOf(input), {
        ...effect(input, `skip/${input.requestId}`),
        step: input.step,
        noteId: input.noteId,
      }),
  };
}
