import { type Database, inOrganization } from '../../client.ts';
import type { MemberRef } from '../members/refs.ts';
import { openRemoval } from '../removals/facts.ts';
import { resting } from '../removals/grants.ts';
import { memberRef } from '../sql.ts';

/** A consent that the plan of a removal wants from its connection's successor. */
export interface WantedRow {
  connectionId: string;
  connectionName: string;
  provider: string;
  /** whose consent it rests on */
  leaver: MemberRef;
  /** when they leave */
  effectiveAt: Date;
}

/** What one removal wants, and from whom. `open`: they have not said yet whether they take what the leaver leaves. */
export function wantedByRemoval(
  db: Database,
  organization: string,
  removalId: string,
): Promise<(Omit<WantedRow, 'leaver'> & { leaverName: string; successorId: string; open: boolean })[]> {
  return inOrganization(
    db,
    organization,
    (tx) => tx.$queryRaw`
      SELECT g.connection_id AS "connectionId", x.name AS "connectionName", g.provider, m.name AS "leaverName", r.effective_at AS "effectiveAt",
        i.successor_id AS "successorId", coalesce(f.status = 'open', false) AS open
      FROM plan_items i JOIN removals r ON r.organization_id = i.organization_id AND r.id = i.removal_id AND NOT r.for_cause
        JOIN members m ON m.organization_id = r.organization_id AND m.id = r.member_id
        JOIN grants g ON g.organization_id = i.organization_id AND g.id = i.object_id
        JOIN resources x ON x.organization_id = g.organization_id AND x.id = g.connection_id AND x.archived_at IS NULL
        LEFT JOIN hand_over_offers f ON f.organization_id = i.organization_id AND f.removal_id = i.removal_id AND f.successor_id = i.successor_id
      WHERE i.organization_id = ${organization}::uuid AND i.removal_id = ${removalId}::uuid AND i.kind = 'grant' AND i.status = 'pending'
        AND i.successor_id IS NOT NULL AND ${resting('g')}
      ORDER BY g.id`,
  );
}

/** What is wanted from this member, soonest first: something runs on a leaver's consent, and nobody has given another yet. */
export function wantedFrom(
  db: Database,
  organization: string,
  { memberId, limit }: { memberId: string; limit: number },
): Promise<WantedRow[]> {
  return inOrganization(
    db,
    organization,
    (tx) => tx.$queryRaw<WantedRow[]>`
      SELECT g.connection_id AS "connectionId", x.name AS "connectionName", g.provider, ${memberRef('m')} AS leaver, r.effective_at AS "effectiveAt"
      FROM plan_items i JOIN removals r ON r.organization_id = i.organization_id AND r.id = i.removal_id AND r.status IN ${openRemoval} AND NOT r.for_cause
        JOIN members m ON m.organization_id = r.organization_id AND m.id = r.member_id
        JOIN grants g ON g.organization_id = i.organization_id AND g.id = i.object_id
        JOIN resources x ON x.organization_id = g.organization_id AND x.id = g.connection_id AND x.archived_at IS NULL
      WHERE i.organization_id = ${organization}::uuid AND i.successor_id = ${memberId}::uuid AND i.kind = 'grant' AND i.status = 'pending' AND ${resting('g')}
      ORDER BY r.effective_at, x.name LIMIT ${limit}`,
  );
}
