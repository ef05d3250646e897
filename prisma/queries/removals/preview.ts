import type { PlanItem } from '../../../rules/removals/items.ts';
import type { FailingRuns } from '../../../rules/removals/forecast.ts';
import type { Choice } from '../../../rules/removals/successor.ts';
import type { Database } from '../../client.ts';

export interface PreviewInput {
  /** all are planned as one set: none of them becomes a successor */
  memberIds: readonly string[];
  successors: readonly Choice[];
  now: Date;
  /** default: now */
  effectiveAt?: Date;
}

export interface MemberPlan {
  memberId: string;
  /** what `draftRemoval` takes: lower-case hex SHA-256 */
  hash: string;
  /** red first */
  items: PlanItem[];
}

export interface Preview {
  plans: MemberPlan[];
  /** scheduled runs of the next 14 days that would fail */
  forecast: FailingRuns[];
}

/** What a removal would do, by the same planner and facts as the run. Items without a `successorId` where one is needed are red and stop the start (`no-successor`). Throws `not-found`, `wrong-state`. */
export async function previewPlan(db: Database, organization: string, input: PreviewInput): Promise<Preview> {
  throw new Error('not built yet');
}
