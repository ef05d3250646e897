import { type Database, inLeaveNotices, inOrganization } from '../../client.ts';
import type { LeaveNotice as What } from '../../generated/enums.ts';

export interface LeaveNotice {
  organization: string;
  leaveId: string;
  notice: What;
  /** counts the notices of this request */
  number: number;
  effectiveAt: Date;
}

/** Of any organization: requests of which its admins are still to be told something. */
export function leaveNoticesDue(db: Database, { now, limit }: { now: Date; limit: number }): Promise<LeaveNotice[]> {
  return inLeaveNotices(
    db,
    (tx) => tx.$queryRaw<LeaveNotice[]>`
      SELECT organization_id AS organization, leave_id AS "leaveId", notice::text, notice_number AS number, effective_at AS "effectiveAt" FROM leave_requests
      WHERE notice IS NOT NULL AND (claimed_until IS NULL OR claimed_until <= ${now}::timestamptz) ORDER BY asked_at LIMIT ${limit}`,
  );
}

/** What a mail about a request says. */
export interface LeaveToTell {
  organizationName: string;
  parentName: string;
  askedBy: string;
  /** null: erased */
  email: string | null;
}

/** Null: the organization is suspended or closed, and hears nothing. */
export function leaveToTell(db: Database, organization: string, leaveId: string): Promise<LeaveToTell | null> {
  return inOrganization(db, organization, async (tx) => {
    const { name, status } = await tx.organization.findUniqueOrThrow({
      where: { id: organization },
      select: { name: true, status: true },
    });
    if (status !== 'active') return null;
    const { askedBy, email, affiliation } = await tx.leaveRequest.findUniqueOrThrow({
      where: { organizationId_leaveId: { organizationId: organization, leaveId } },
      select: { askedBy: true, email: true, affiliation: { select: { otherName: true } } },
    });
    return { organizationName: name, parentName: affiliation.otherName ?? '', askedBy, email };
  });
}
