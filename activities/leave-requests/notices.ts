import { claimLeaveNotice, leaveNoticeTold, leaveNoticeWaits } from '../../prisma/commands/leaves/notices.ts';
import { type LeaveNotice, leaveNoticesDue, leaveToTell } from '../../prisma/queries/leaves/due.ts';
import { adminAddressees } from '../../prisma/queries/members/addressees.ts';
import { Failure } from '../../rules/failures.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { mailOf } from '../mails/letter.ts';
import { sendOnce } from '../mails/send-once.ts';
import { leaveRequestLetter } from './letters.ts';

const MOST = 100;

type Telling = Pick<ActivityDependencies, 'db' | 'mailer' | 'url'>;

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
  let told = 0;
  for (const due of await leaveNoticesDue(telling.db, { now, limit: MOST })) {
    try {
      if (await tell(telling, due, now)) told += 1;
    } catch (error) {
      trouble(error);
    }
  }
  return told;
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
    try {
      await sendOnce(db, organization, mailer, mailOf(id, to.email, letter));
    } catch (error) {
      if (!(error instanceof Failure && error.name === 'mail-refused')) throw error; // an address that takes none must not keep it from the others
    }
  }
  await leaveNoticeTold(db, due);
  return true;
}
