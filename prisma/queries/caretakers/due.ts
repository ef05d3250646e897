import { type Database, inCaretakerNotices, inOrganization } from '../../client.ts';
import { type Addressee, fallbackAddressees } from '../members/addressees.ts';

const DAY = 86_400_000;

export interface CaretakerNotice {
  organization: string;
  /** row of `caretakers` */
  id: string;
  until: Date;
}

/**
 * Caretakers of any organization whose end is to be told, the soonest first: a week before, and where their whole time is shorter than two weeks, when half
 * of it is left. One whose time is over already is told still.
 */
export function caretakersEnding(
  db: Database,
  { now, limit }: { now: Date; limit: number },
): Promise<CaretakerNotice[]> {
  const within = new Date(now.getTime() + 7 * DAY);
  return inCaretakerNotices(
    db,
    (tx) => tx.$queryRaw<CaretakerNotice[]>`
      SELECT organization_id AS organization, id, until FROM caretakers
      WHERE ended_at IS NULL AND told_at IS NULL AND until <= ${within}::timestamptz AND until - (until - "from") / 2 <= ${now}::timestamptz
        AND (claimed_until IS NULL OR claimed_until <= ${now}::timestamptz)
      ORDER BY until LIMIT ${limit}`,
  );
}

/** What a mail about a caretaker's end says, and to whom. */
export interface CaretakerToTell {
  leaverId: string;
  leaverName: string;
  organizationName: string;
  /** how many resources run as the caretaker */
  automation: number;
  /** the removal that is under way */
  removalId: string | null;
  /** the leaver's manager, and who acts where nobody does */
  to: Addressee[];
}

/** Null: there is no such caretaker any more. */
export async function caretakerToTell(db: Database, organization: string, id: string): Promise<CaretakerToTell | null> {
  const found = await inOrganization(db, organization, async (tx) => {
    const [row] = await tx.$queryRaw<(Omit<CaretakerToTell, 'to'> & { manager: Addressee | null })[]>`
      SELECT l.id AS "leaverId", l.name AS "leaverName", o.name AS "organizationName",
        (SELECT count(*)::int FROM resources r WHERE r.organization_id = c.organization_id AND r.runs_as_id = c.leaver_id AND r.archived_at IS NULL) AS automation,
        (SELECT r.id FROM removals r WHERE r.organization_id = c.organization_id AND r.member_id = c.leaver_id
          AND r.status IN ('planned', 'awaiting_approval', 'waiting', 'running')) AS "removalId",
        CASE WHEN m.email IS NOT NULL THEN json_build_object('memberId', m.id, 'name', m.name, 'email', m.email) END AS manager
      FROM caretakers c
        JOIN organizations o ON o.id = c.organization_id
        JOIN members l ON l.organization_id = c.organization_id AND l.id = c.leaver_id
        LEFT JOIN members m ON m.organization_id = c.organization_id AND m.id = l.manager_id AND m.status = 'active'
      WHERE c.organization_id = ${organization}::uuid AND c.id = ${id}::uuid AND c.ended_at IS NULL`;
    return row ?? null;
  });
  if (found === null) return null;
  const { manager, ...toTell } = found;
  const acting = await fallbackAddressees(db, organization, toTell.leaverId);
  const others = acting.filter(({ memberId }) => memberId !== manager?.memberId);
  return { ...toTell, to: manager === null ? others : [manager, ...others] };
}
