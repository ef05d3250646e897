import { type Database, inOrganization } from '../../client.ts';
import type { LeaveAnswerDue } from '../../queries/leaves/answers-due.ts';
import type { LeaveNotice } from '../../queries/leaves/due.ts';

/** Whoever claims a notice and dies leaves it to the next after so long. */
const CLAIM_MS = 60_000;
const WAIT_MS = 60 * 60_000;

const same = ({ organization, leaveId, number }: LeaveNotice) => ({
  organizationId: organization,
  leaveId,
  notice: { not: null },
  noticeNumber: number,
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
  const data = { notice: null, claimedUntil: null };
  await inOrganization(db, due.organization, (tx) => tx.leaveRequest.updateMany({ where: same(due), data }));
}

/** Nobody there can do anything about it now: it is looked at again in an hour. */
export async function leaveNoticeWaits(db: Database, due: LeaveNotice, now: Date): Promise<void> {
  const data = { claimedUntil: new Date(now.getTime() + WAIT_MS) };
  await inOrganization(db, due.organization, (tx) => tx.leaveRequest.updateMany({ where: same(due), data }));
}

const ofAnswer = ({ organization: organizationId, leaveId, affiliationId, number }: LeaveAnswerDue) => ({
  organizationId,
  leaveId,
  affiliationId,
  answers: number,
});

/** Takes what is to be told of an answer, for a while. @returns false: another has it, or it was told, or there is another by now */
export async function claimLeaveAnswer(db: Database, due: LeaveAnswerDue, now: Date): Promise<boolean> {
  const { count } = await inOrganization(db, due.organization, (tx) =>
    tx.leaveAsk.updateMany({
      where: {
        ...ofAnswer(due),
        answersTold: { lt: due.number },
        OR: [{ claimedUntil: null }, { claimedUntil: { lte: now } }],
      },
      data: { claimedUntil: new Date(now.getTime() + CLAIM_MS) },
    }),
  );
  return count === 1;
}

/** Another that came up meanwhile stays to be told. */
export async function leaveAnswerTold(db: Database, due: LeaveAnswerDue): Promise<void> {
  const data = { answersTold: due.number, claimedUntil: null };
  await inOrganization(db, due.organization, (tx) => tx.leaveAsk.updateMany({ where: ofAnswer(due), data }));
}

/** Nobody there can do anything about it now: it is looked at again in an hour. */
export async function leaveAnswerWaits(db: Database, due: LeaveAnswerDue, now: Date): Promise<void> {
  const data = { claimedUntil: new Date(now.getTime() + WAIT_MS) };
  await inOrganization(db, due.organization, (tx) => tx.leaveAsk.updateMany({ where: ofAnswer(due), data }));
}
