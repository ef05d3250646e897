import { transferBatch } from '../../prisma/commands/removals/transfer.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { byRun } from '../run.ts';
import type { RemovalActivities } from './contract.ts';
import { inBatches } from './ground.ts';

/** A fraction of a second each, in which nobody else can change these resources; reading them goes on. */
const BATCH = 5000;

/** Step `transfer`, our own facts; what a host keeps is told in hand-over.ts. */
export function transferring({ db }: ActivityDependencies): Pick<RemovalActivities, 'transferItems'> {
  return {
    async transferItems({ organization, removalId, now }) {
      const actor = byRun();
      const batch = { removalId, now: new Date(now), limit: BATCH };
      return { transferred: await inBatches(() => transferBatch(db, organization, actor, batch)) };
    },
  };
}
