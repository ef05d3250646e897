import { claimRemovalNotice, removalNoticeTold } from '../../prisma/commands/removal-notices/notices.ts';
import { fallbackAddressees } from '../../prisma/queries/members/addressees.ts';
import {
  type RefusedRuns,
  refusedRunsToTell,
  type RemovalNotice,
  removalNoticesDue,
} from '../../prisma/queries/removal-notices/due.ts';
import { mailOf } from '../mails/letter.ts';
import { sendUnlessRefused } from '../mails/send-once.ts';
import { mostNotices, tellEach, type Telling } from '../mails/tell-each.ts';
import { refusedRunsLetter } from './letters.ts';

/**
 * Tells, in every organization, what a removal's run can't: of first runs that were refused, as whom they run and the custodian. What could not be told is due again a
 * minute later; a mail that went out before does not go out again.
 * @param trouble hears what went wrong
 * @returns how many notices were told
 */
export async function tellRemovalNotices(
  telling: Telling,
  now: Date,
  trouble: (error: unknown) => void,
): Promise<number> {
  const due = await removalNoticesDue(telling.db, { now, limit: mostNotices });
  return await tellEach(due, (notice) => tell(telling, notice, now), trouble);
}

async function tell(telling: Telling, notice: RemovalNotice, now: Date): Promise<boolean> {
  if (!(await claimRemovalNotice(telling.db, notice, now))) return false;
  const runs = await refusedRunsToTell(telling.db, notice);
  if (runs !== null) await tellRefused(telling, notice, runs);
  await removalNoticeTold(telling.db, notice, now);
  return runs !== null;
}

async function tellRefused({ db, mailer, url }: Telling, notice: RemovalNotice, runs: RefusedRuns): Promise<void> {
  const { organization, id } = notice;
  const { keeper, removalId, count, refused } = runs;
  const console = `${url}/o/${organization}`;
  const resource = count === 1 && refused[0] !== undefined ? `/${refused[0].id}` : '';
  const others = await fallbackAddressees(db, organization, runs.leaverId);
  const letters = [
    ...(keeper === null ? [] : [{ to: keeper, theirs: true, page: `${console}/resources${resource}` }]),
    ...others
      .filter(({ memberId }) => memberId !== keeper?.memberId)
      .map((to) => ({ to, theirs: false, page: `${console}/removals/${removalId}` })),
  ];
  for (const { to, theirs, page } of letters) {
    const letter = refusedRunsLetter(to, runs, { theirs, page });
    const mail = mailOf(`first-run-refused/${id}/${to.memberId}`, to.email, letter);
    await sendUnlessRefused(db, organization, mailer, mail);
  }
}
