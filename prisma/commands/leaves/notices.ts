import { type Database, inOrganization } from '../../client.ts';
import type { LeaveNotice } from '../../queries/leaves/due.ts';

/** Whoever claims a notice and dies leaves it to the next after so long. */
const CLAIM_MS = 60_000;

const same = ({ organization, leaveId, notice, effectiveAt }: LeaveNotice) => ({
  organizationId: organization,
  leaveId,
  notice,
  effectiveAt,
});

/** Takes a notice, for a while, so that of several workers one tells it. @returns false: another has it, or it was told, or there is another by now */
export async function claimLeaveNotice(db: Database, due: LeaveNotice, now: Date): Promise<boolean> {
  const { count } = await inOrganization(db, due.organization, (tx) =>
    tx.leaveRequest.updateMany({
      where: { ...same(due), OR: [{ claimedUntil: null }, { claimedUntil: { lte: now } }] },
      data: { claimedUntil: new Date(now.getTime() + CLAIM_MS) },
    }),
  );
  return count === 1;
}

/** Another that came up meanwhile stays to be told. */
export async function leaveNoticeTold(db: Database, due: LeaveNotice): Promise<void> {
  await inOrganization(db, due.organization, async (tx) => {
    const told = await tx.leaveRequest.updateMany({ where: same(due), data: { notice: null, claimedUntil: null } });
    if (told.count > 0) return;
    const { organization: organizationId, leaveId } = due;
    await tx.leaveRequest.updateMany({ where: { organizationId, leaveId }, data: { claimedUntil: null } });
  });
}
