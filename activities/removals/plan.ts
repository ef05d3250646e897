import { Context } from '@temporalio/activity';
import { planRemoval } from '../../prisma/commands/removals/plan.ts';
import { startWaiting } from '../../prisma/commands/removals/wait.ts';
import { actorOf } from '../../rules/audit/click.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { byRun } from '../run.ts';
import type { RemovalActivities } from './contract.ts';
import { effect } from './ground.ts';

type Steps = Pick<RemovalActivities, 'planRemoval' | 'startWaiting'>;

/** Steps `plan` and `wait`. */
export function planning({ db }: ActivityDependencies): Steps {
  return {
    async planRemoval(input) {
      const heartbeat = (items: number) => Context.current().heartbeat(items);
      const { items } = await planRemoval(db, input.organization, actorOf(input), effect(input, 'plan'), heartbeat);
      return { items };
    },
    async startWaiting(input) {
      const { effectiveAt } = await startWaiting(db, input.organization, byRun(), effect(input, 'wait'));
      return { effectiveAt: new Date(effectiveAt).toISOString() };
    },
  };
}
