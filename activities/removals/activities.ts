import type { ActivityDependencies } from '../dependencies.ts';
import { blocking } from './blocking.ts';
import { certifying } from './certificate.ts';
import type { RemovalActivities } from './contract.ts';
import { deactivating } from './deactivate.ts';
import { tending } from './follow-ups.ts';
import { revoking } from './grants.ts';
import { telling } from './ended.ts';
import { handingOver } from './hand-over.ts';
import { offering } from './offers.ts';
import { planning } from './plan.ts';
import { rotating } from './rotate.ts';
import { steering } from './steering.ts';
import { suspending } from './suspend.ts';
import { transferring } from './transfer.ts';

/** Every activity of a removal, once; a file per step of `rules/removals/steps.ts`. */
export function removalActivities(deps: ActivityDependencies): RemovalActivities {
  return {
    ...planning(deps),
    ...offering(deps),
    ...suspending(deps),
    ...transferring(deps),
    ...handingOver(deps),
    ...deactivating(deps),
    ...rotating(deps),
    ...revoking(deps),
    ...tending(deps),
    ...certifying(deps),
    ...telling(deps),
    ...blocking(deps),
    ...steering(deps),
  };
}
