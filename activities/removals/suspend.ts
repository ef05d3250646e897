import { Context } from '@temporalio/activity';
import { replan } from '../../prisma/commands/removals/replan.ts';
import { suspendForRemoval } from '../../prisma/commands/removals/suspend.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { byRun } from '../run.ts';
import type { RemovalActivities } from './contract.ts';
import { effect } from './ground.ts';

type Steps = Pick<RemovalActivities, 'suspendLeaver' | 'replanRemoval'>;

/** Step `suspend`: shut, then look again. */
export function suspending({ db }: ActivityDependencies): Steps {
  return {
    async suspendLeaver(input) {
      return await suspendForRemoval(db, input.organization, byRun(), effect(input, 'suspend'));
    },
    async replanRemoval(input) {
      const heartbeat = (items: number) => Context.current().heartbeat(items);
      const what = effect(input, `replan/${input.attempt}`);
      return await replan(db, input.organization, byRun(), what, heartbeat);
    },
  };
}
