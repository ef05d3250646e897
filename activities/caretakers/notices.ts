import { caretakerNoticeTold, claimCaretakerNotice } from '../../prisma/commands/caretakers/notices.ts';
import { type CaretakerNotice, caretakersEnding, caretakerToTell } from '../../prisma/queries/caretakers/due.ts';
import { Failure } from '../../rules/failures.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { mailOf } from '../mails/letter.ts';
import { sendOnce } from '../mails/send-once.ts';
import { caretakerEndingLetter } from './letters.ts';

const MOST = 100;

type Telling = Pick<ActivityDependencies, 'db' | 'mailer' | 'url'>;

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
  let told = 0;
  for (const notice of await caretakersEnding(telling.db, { now, limit: MOST })) {
    try {
      if (await tell(telling, notice, now)) told += 1;
    } catch (error) {
      trouble(error);
    }
  }
  return told;
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
      try {
        await sendOnce(db, organization, mailer, mail);
      } catch (error) {
        if (!(error instanceof Failure && error.name === 'mail-refused')) throw error; // an address that takes none must not keep it from the others
      }
    }
  }
  await caretakerNoticeTold(db, notice, { now, ending });
  return ending !== null;
}
