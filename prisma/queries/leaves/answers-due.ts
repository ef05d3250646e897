import { type Database, inLeaveNotices, inOrganization } from '../../client.ts';
import type { LeaveAnswer as What } from '../../generated/enums.ts';

/** That an organization said something else of a leave than before. */
export interface LeaveAnswerDue {
  /** of whoever asked */
  organization: string;
  leaveId: string;
  affiliationId: string;
  /** counts the answers of this organization to this leave */
  number: number;
}

/** Of any parent: answers of which whoever asked is still to be told. */
export function leaveAnswersDue(db: Database, { now, limit }: { now: Date; limit: number }): Promise<LeaveAnswerDue[]> {
  return inLeaveNotices(
    db,
    (tx) => tx.$queryRaw<LeaveAnswerDue[]>`
      SELECT organization_id AS organization, leave_id AS "leaveId", affiliation_id AS "affiliationId", answers AS number FROM leave_asks
      WHERE answers > answers_told AND (claimed_until IS NULL OR claimed_until <= ${now}::timestamptz) ORDER BY answered_at LIMIT ${limit}`,
  );
}

/** What a mail about an answer says. */
export interface LeaveAnswerToTell {
  /** null: taken back */
  answer: What | null;
  /** null: erased */
  email: string | null;
  otherName: string;
  askedById: string;
}

/** Null: the organization is suspended or closed, and hears nothing. */
export function leaveAnswerToTell(
  db: Database,
  { organization: organizationId, leaveId, affiliationId }: LeaveAnswerDue,
): Promise<LeaveAnswerToTell | null> {
  return inOrganization(db, organizationId, async (tx) => {
    const { status } = await tx.organization.findUniqueOrThrow({
      where: { id: organizationId },
      select: { status: true },
    });
    if (status !== 'active') return null;
    const { answer, affiliation, leave } = await tx.leaveAsk.findUniqueOrThrow({
      where: { organizationId_leaveId_affiliationId: { organizationId, leaveId, affiliationId } },
      select: {
        answer: true,
        affiliation: { select: { otherName: true } },
        leave: { select: { email: true, askedById: true } },
      },
    });
    return { answer, otherName: affiliation.otherName ?? '', ...leave };
  });
}
