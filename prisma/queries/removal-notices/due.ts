import { type Database, inOrganization, inRemovalNotices } from '../../client.ts';
import type { Addressee } from '../members/addressees.ts';

export interface RemovalNotice {
  organization: string;
  id: string;
}

/** Notices of removals that are due in any organization, the longest due first. */
export function removalNoticesDue(
  db: Database,
  { now, limit }: { now: Date; limit: number },
): Promise<RemovalNotice[]> {
  return inRemovalNotices(
    db,
    (tx) => tx.$queryRaw<RemovalNotice[]>`
      SELECT organization_id AS organization, id FROM removal_notices
      WHERE told_at IS NULL AND due_at <= ${now}::timestamptz AND (claimed_until IS NULL OR claimed_until <= ${now}::timestamptz)
      ORDER BY due_at LIMIT ${limit}`,
  );
}

/** What a mail about refused first runs says, and to whom beside the custodian. */
export interface RefusedRuns {
  removalId: string;
  leaverId: string;
  leaverName: string;
  /** as whom it runs now */
  runsAsId: string;
  runsAsName: string;
  /** how many were refused */
  count: number;
  /** the first of them, by name */
  refused: { id: string; name: string; because: string | null }[];
  /** as whom it runs, or of a service account who answers for it; null: nobody who is there */
  keeper: Addressee | null;
}

const MOST_NAMED = 10;

/** Null: what was refused has been taken back by a reinstatement, or has been archived. */
export function refusedRunsToTell(db: Database, { organization, id }: RemovalNotice): Promise<RefusedRuns | null> {
  return inOrganization(db, organization, async (tx) => {
    const [row] = await tx.$queryRaw<RefusedRuns[]>`
      WITH refused AS (
        SELECT r.id, r.name, i.first_run_because AS because FROM removal_notices n
          JOIN plan_items i ON i.organization_id = n.organization_id AND i.removal_id = n.removal_id AND i.key = ANY(
            SELECT 'resource-runs-as:' || object FROM unnest(n.object_ids) AS object)
          JOIN resources r ON r.organization_id = i.organization_id AND r.id = i.object_id AND r.runs_as_id = n.receiver_id AND r.archived_at IS NULL
        WHERE n.organization_id = ${organization}::uuid AND n.id = ${id}::uuid)
      SELECT n.removal_id AS "removalId", l.id AS "leaverId", l.name AS "leaverName", m.id AS "runsAsId", m.name AS "runsAsName",
        (SELECT count(*)::int FROM refused) AS count,
        (SELECT json_agg(f) FROM (SELECT id, name, because FROM refused ORDER BY name, id LIMIT ${MOST_NAMED}) f) AS refused,
        CASE WHEN k.email IS NOT NULL THEN json_build_object('memberId', k.id, 'name', k.name, 'email', k.email) END AS keeper
      FROM removal_notices n
        JOIN removals v ON v.organization_id = n.organization_id AND v.id = n.removal_id
        JOIN members l ON l.organization_id = n.organization_id AND l.id = v.member_id
        JOIN members m ON m.organization_id = n.organization_id AND m.id = n.receiver_id
        LEFT JOIN members k ON k.organization_id = n.organization_id AND k.status = 'active'
          AND k.id = CASE m.kind WHEN 'person' THEN m.id ELSE m.sponsor_id END
      WHERE n.organization_id = ${organization}::uuid AND n.id = ${id}::uuid`;
    return row !== undefined && row.count > 0 ? row : null;
  });
}
