import type { Json } from '../../../rules/canonical-json.ts';
import type { ReinstatementItem, ReinstatementOutcome } from '../../../rules/removals/reinstate.ts';
import type { PlanItemStatus } from '../../generated/enums.ts';
import { type Database, inOrganization } from '../../client.ts';

export interface ReinstatementItemRow extends ReinstatementItem {
  position: number;
  status: PlanItemStatus;
  /** skipped or refused by the host: why */
  reason: string | null;
  doneAt: Date | null;
}

export interface ReinstatementItemFilter {
  reinstatementId: string;
  outcome?: ReinstatementOutcome;
  status?: PlanItemStatus;
  kind?: string;
  /** `position` of the last item of the page before */
  after?: number;
  limit: number;
}

/** Items in the order of the work. */
export function listReinstatementItems(
  db: Database,
  organization: string,
  filter: ReinstatementItemFilter,
): Promise<ReinstatementItemRow[]> {
  const { reinstatementId, outcome, status, kind, after, limit } = filter;
  return inOrganization(db, organization, async (tx) => {
    const rows = await tx.reinstatementItem.findMany({
      where: {
        organizationId: organization,
        reinstatementId,
        ...(outcome === undefined ? {} : { outcome }),
        ...(status === undefined ? {} : { status }),
        ...(kind === undefined ? {} : { kind }),
        ...(after === undefined ? {} : { position: { gt: after } }),
      },
      orderBy: { position: 'asc' },
      take: limit,
    });
    return rows.map(({ key, position, objectId, receiverId, status, reason, doneAt, ...row }) => ({
      key,
      position,
      objectId,
      receiverId,
      status,
      reason,
      doneAt,
      kind: row.kind as ReinstatementItem['kind'],
      step: row.step as ReinstatementItem['step'],
      outcome: row.outcome as ReinstatementOutcome,
      why: row.why as ReinstatementItem['why'],
      before: row.before as { [name: string]: Json },
    }));
  });
}
