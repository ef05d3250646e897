import type { PlanItem } from '../../../rules/removals/items.ts';
import type { PlanItemStatus } from '../../generated/enums.ts';
import type { Database } from '../../client.ts';

export interface RemovalItem extends PlanItem {
  position: number;
  status: PlanItemStatus;
  /** skipped, refused by the host or not proven: why */
  reason: string | null;
  /** found after the suspension: `by-policy` | `waits` | `by-person` */
  drift: string | null;
  doneAt: Date | null;
  /** what the object is called today; null where it has no name (a session) */
  objectName: string | null;
  successorName: string | null;
}

export interface RemovalItemFilter {
  removalId: string;
  step?: string;
  kind?: string;
  status?: readonly PlanItemStatus[];
  /** `position` of the last item of the page before */
  after?: number;
  limit: number;
}

/** Items in the plan's order, red first. */
export async function listRemovalItems(
  db: Database,
  organization: string,
  filter: RemovalItemFilter,
): Promise<RemovalItem[]> {
  throw new Error('not built yet');
}

/** Names of the objects and successors of a preview's items, by id: a plan itself carries only ids and counts. */
export async function namesOfItems(
  db: Database,
  organization: string,
  items: readonly PlanItem[],
): Promise<Map<string, string>> {
  throw new Error('not built yet');
}
