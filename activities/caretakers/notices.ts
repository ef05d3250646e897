import { caretakerNoticeTold, claimCaretakerNotice } from '../../prisma/commands/caretakers/notices.ts';
import { type CaretakerNotice, caretakersEnding, caretakerToTell } from '../../prisma/queries/caretakers/due.ts';
import { mailOf } from '../mails/letter.ts';
import { sendUnlessRefused } from '../mails/send-once.ts';
import { mostNotices, tellEach, type Telling } from '../mails/tell-each.ts';
import { caretakerEndingLetter } from './letters.ts';

/**
 * Tells, in every organization, those who act for someone suspended that the caretaker's time is nearly over, while anything runs as it. What could not be told is
 * due again a minute later; a mail that went out before does not go out again.
 * @param trouble hears what went wrong
 * @returns how many ends were told
 */
export async function tellCaretakerNotices(
  telling: Telling,
  now: Date,
  trouble: (error: unknown) => void,
): Promise<number> {
  const due = await caretakersEnding(telling.db, { now, limit: mostNotices });
  return await tellEach(due, (notice) => tell(telling, notice, now), trouble);
}

async function tell({ db, mailer, url }: Telling, notice: CaretakerNotice, now: Date): Promise<boolean> {
  if (!(await claimCaretakerNotice(db, notice, now))) return false;
  const { organization, id, until } = notice;
  const caretaker = await caretakerToTell(db, organization, id);
  const ending = caretaker !== null && caretaker.automation > 0 ? caretaker : null;
  if (ending !== null) {
    const { removalId, leaverId } = ending;
    const page = `${url}/o/${organization}/${removalId === null ? `members/${leaverId}` : `removals/${removalId}`}`;
    for (const to of ending.to) {
      const letter = caretakerEndingLetter(to, ending, { until, over: until <= now, page });
      const mail = mailOf(`caretaker-ending/${id}/${until.toISOString()}/${to.memberId}`, to.email, letter);
      await sendUnlessRefused(db, organization, mailer, mail);
    }
  }
  await caretakerNoticeTold(db, notice, { now, ending });
  return ending !== null;
}
