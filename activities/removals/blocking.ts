import { setStep } from '../../prisma/commands/removals/steps.ts';
import { turnStep } from '../../prisma/commands/removals/turn-step.ts';
import { fallbackAddressees } from '../../prisma/queries/members/addressees.ts';
import { findPolicy } from '../../prisma/queries/organizations/policy.ts';
import { findRemovalHead } from '../../prisma/queries/removals/head.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { byRun } from '../run.ts';
import { mailOf } from '../mails/letter.ts';
import { sendOnce } from '../mails/send-once.ts';
import type { RemovalActivities } from './contract.ts';
import { effect } from './ground.ts';
import { blockedLetter } from './letters.ts';

const HOUR = 3_600_000;

type Book = Pick<RemovalActivities, 'turnStep' | 'blockStep' | 'tellBlocked'>;

/** Where a removal stands: which step runs, which is blocked, and who is told that nobody acts. */
export function blocking({ db, mailer, url }: ActivityDependencies): Book {
  return {
    async turnStep(input) {
      const { organization, done, running, nth } = input;
      const turn = { ...effect(input, `step/${nth}/${running}/running`), running, ...(done !== undefined && { done }) };
      await turnStep(db, organization, byRun(), turn);
    },
    async blockStep(input) {
      const { organization, step, failure, nth } = input;
      const { blockedHours } = (await findPolicy(db, organization)).removals;
      const deadline = new Date(Date.parse(input.now) + blockedHours * HOUR);
      await setStep(db, organization, byRun(), {
        ...effect(input, `step/${nth}/${step}/blocked`),
        step,
        change: { status: 'blocked', failure, deadline },
      });
      return { deadline: deadline.toISOString() };
    },
    async tellBlocked({ organization, removalId, step, failure, nth }) {
      const removal = await findRemovalHead(db, organization, removalId);
      if (removal === null) return;
      const blocked = { removalId, leaverName: removal.memberName, step, failure };
      for (const to of await fallbackAddressees(db, organization, removal.memberId)) {
        const id = `removal/${removalId}/blocked/${nth}/${to.memberId}`;
        await sendOnce(
          db,
          organization,
          mailer,
          mailOf(id, to.email, blockedLetter({ url, organization }, to, blocked)),
        );
      }
    },
  };
}
