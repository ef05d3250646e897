import { deactivateLeaver, endHoldingsBatch } from '../../prisma/commands/removals/deactivate.ts';
import { eraseLeaver } from '../../prisma/commands/removals/erase.ts';
import { findRemovalHead } from '../../prisma/queries/removals/head.ts';
import { isErasableNow } from '../../prisma/queries/erasures/read.ts';
import { Failure } from '../../rules/failures.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { byRun } from '../run.ts';
import type { RemovalActivities } from './contract.ts';
import { effect, inBatches } from './ground.ts';

const BATCH = 1000;

/** Step `deactivate`: what they hold ends, then the member. */
export function deactivating({ db }: ActivityDependencies): Pick<RemovalActivities, 'deactivateLeaver'> {
  return {
    async deactivateLeaver(input) {
      const { organization, removalId } = input;
      const actor = byRun();
      const batch = { removalId, now: new Date(input.now), limit: BATCH };
      const ended = await inBatches(() => endHoldingsBatch(db, organization, actor, batch));
      const removal = await findRemovalHead(db, organization, removalId);
      if (removal === null) throw new Failure('not-found', { object: 'removal' });
      const erases = removal.ending === 'erase' && (await isErasableNow(db, organization, removal.memberId));
      const end = erases ? eraseLeaver : deactivateLeaver; // either does nothing once the other has: they share a receipt
      return { ended, ...(await end(db, organization, actor, effect(input, removal.ending))) };
    },
  };
}
