import { claimRemovalNotice, removalNoticeTold } from '../../prisma/commands/removal-notices/notices.ts';
import { fallbackAddressees } from '../../prisma/queries/members/addressees.ts';
import {
  type RefusedRuns,
  refusedRunsToTell,
  type RemovalNotice,
  removalNoticesDue,
} from '../../prisma/queries/removal-notices/due.ts';
import { Failure } from '../../rules/failures.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { mailOf } from '../mails/letter.ts';
import { sendOnce } from '../mails/send-once.ts';
import { refusedRunsLetter } from './letters.ts';

const MOST = 100;

type Telling = Pick<ActivityDependencies, 'db' | 'mailer' | 'url'>;

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
  let told = 0;
  for (const notice of await removalNoticesDue(telling.db, { now, limit: MOST })) {
    try {
      if (await tell(telling, notice, now)) told += 1;
    } catch (error) {
      trouble(error);
    }
  }
  return told;
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
    try {
      await sendOnce(db, organization, mailer, mailOf(`first-run-refused/${id}/${to.memberId}`, to.email, letter));
    } catch (error) {
      if (!(error instanceof Failure && error.name === 'mail-refused')) throw error; // an address that takes none must not keep it from the others
    }
  }
}
