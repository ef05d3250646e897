import { claimLeaveAnswer, leaveAnswerTold, leaveAnswerWaits } from '../../prisma/commands/leaves/notices.ts';
import { type LeaveAnswerDue, leaveAnswersDue, leaveAnswerToTell } from '../../prisma/queries/leaves/answers-due.ts';
import { addresseeOf, adminAddressees } from '../../prisma/queries/members/addressees.ts';
import { Failure } from '../../rules/failures.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { mailOf } from '../mails/letter.ts';
import { sendOnce } from '../mails/send-once.ts';
import { leaveAnswerLetter } from './letters.ts';

const MOST = 100;

type Telling = Pick<ActivityDependencies, 'db' | 'mailer' | 'url'>;

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
  let told = 0;
  for (const due of await leaveAnswersDue(telling.db, { now, limit: MOST })) {
    try {
      if (await tell(telling, due, now)) told += 1;
    } catch (error) {
      trouble(error);
    }
  }
  return told;
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
    try {
      await sendOnce(db, organization, mailer, mailOf(id, to.email, letter));
    } catch (error) {
      if (!(error instanceof Failure && error.name === 'mail-refused')) throw error; // an address that takes none must not keep it from the others
    }
  }
  await leaveAnswerTold(db, due);
  return true;
}
