import { claimLeaveAnswer, leaveAnswerTold, leaveAnswerWaits } from '../../prisma/commands/leaves/notices.ts';
import { type LeaveAnswerDue, leaveAnswersDue, leaveAnswerToTell } from '../../prisma/queries/leaves/answers-due.ts';
import { addresseeOf, adminAddressees } from '../../prisma/queries/members/addressees.ts';
import { mailOf } from '../mails/letter.ts';
import { sendUnlessRefused } from '../mails/send-once.ts';
import { mostNotices, tellEach, type Telling } from '../mails/tell-each.ts';
import { leaveAnswerLetter } from './letters.ts';

/**
 * Tells, in every parent, whoever asked for a leave what an organization answered; where they can act no more, the admins. What could not be told is due again a minute later; a mail that went out before does
 * not go out again.
 * @param trouble hears what went wrong
 * @returns how many answers were told
 */
export async function tellLeaveAnswers(
  telling: Telling,
  now: Date,
  trouble: (error: unknown) => void,
): Promise<number> {
  const due = await leaveAnswersDue(telling.db, { now, limit: mostNotices });
  return await tellEach(due, (due) => tell(telling, due, now), trouble);
}

async function tell({ db, mailer, url }: Telling, due: LeaveAnswerDue, now: Date): Promise<boolean> {
  if (!(await claimLeaveAnswer(db, due, now))) return false;
  const about = await leaveAnswerToTell(db, due);
  if (about === null) {
    await leaveAnswerWaits(db, due, now);
    return false;
  }
  const { organization, leaveId, affiliationId, number } = due;
  const asker = await addresseeOf(db, organization, about.askedById);
  for (const to of asker === null ? await adminAddressees(db, organization) : [asker]) {
    const letter = leaveAnswerLetter(to, about, `${url}/o/${organization}/leaves/${leaveId}`);
    const id = `leave-answer/${leaveId}/${affiliationId}/${number}/${to.memberId}`;
    await sendUnlessRefused(db, organization, mailer, mailOf(id, to.email, letter));
  }
  await leaveAnswerTold(db, due);
  return true;
}
