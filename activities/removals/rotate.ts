import { rotateBatch } from '../../prisma/commands/removals/rotate.ts';
import { graceOfRotatedKeys } from '../../prisma/queries/removals/grace.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { byRun } from '../run.ts';
import type { RemovalActivities } from './contract.ts';
import { inBatches } from './ground.ts';

const BATCH = 500;

/** Step `rotate`. */
export function rotating({ db, secrets }: ActivityDependencies): Pick<RemovalActivities, 'rotateKeys'> {
  return {
    async rotateKeys({ organization, removalId, now }) {
      const actor = byRun();
      const batch = { removalId, now: new Date(now), limit: BATCH };
      const rotated = await inBatches(() => rotateBatch(db, secrets, organization, actor, batch));
      const until = await graceOfRotatedKeys(db, organization, batch);
      return { rotated, graceUntil: until?.toISOString() ?? null };
    },
  };
}
