import { claimLeaveNotice, leaveNoticeTold, leaveNoticeWaits } from '../../prisma/commands/leaves/notices.ts';
import { type LeaveNotice, leaveNoticesDue, leaveToTell } from '../../prisma/queries/leaves/due.ts';
import { adminAddressees } from '../../prisma/queries/members/addressees.ts';
import { mailOf } from '../mails/letter.ts';
import { sendUnlessRefused } from '../mails/send-once.ts';
import { mostNotices, tellEach, type Telling } from '../mails/tell-each.ts';
import { leaveRequestLetter } from './letters.ts';

/**
 * Tells, in every organization, its admins what its parent asks of them. What could not be told is due again a minute later; a mail that went out before does not
 * go out again.
 * @param trouble hears what went wrong
 * @returns how many notices were told
 */
export async function tellLeaveNotices(
  telling: Telling,
  now: Date,
  trouble: (error: unknown) => void,
): Promise<number> {
  const due = await leaveNoticesDue(telling.db, { now, limit: mostNotices });
  return await tellEach(due, (due) => tell(telling, due, now), trouble);
}

async function tell({ db, mailer, url }: Telling, due: LeaveNotice, now: Date): Promise<boolean> {
  if (!(await claimLeaveNotice(db, due, now))) return false;
  const { organization, leaveId, notice, number, effectiveAt } = due;
  const about = await leaveToTell(db, organization, leaveId);
  if (about === null) {
    await leaveNoticeWaits(db, due, now);
    return false;
  }
  const page = `${url}/o/${organization}/leave-requests/${leaveId}`;
  for (const to of await adminAddressees(db, organization)) {
    const letter = leaveRequestLetter(to, about, { notice, effectiveAt, page });
    const id = `leave-request/${leaveId}/${number}/${to.memberId}`;
    await sendUnlessRefused(db, organization, mailer, mailOf(id, to.email, letter));
  }
  await leaveNoticeTold(db, due);
  return true;
}
