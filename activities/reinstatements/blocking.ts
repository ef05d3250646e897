import { setReinstatementStep } from '../../prisma/commands/reinstatements/steps.ts';
import { fallbackAddressees } from '../../prisma/queries/members/addressees.ts';
import { findPolicy } from '../../prisma/queries/organizations/policy.ts';
import { findReinstatement } from '../../prisma/queries/reinstatements/detail.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { byRun } from '../run.ts';
import { mailOf } from '../mails/letter.ts';
import { sendOnce } from '../mails/send-once.ts';
import type { ReinstatementActivities } from './contract.ts';
import { effect } from './ground.ts';
import { blockedLetter } from './letters.ts';

const HOUR = 3_600_000;

type Book = Pick<
  ReinstatementActivities,
  'turnReinstatementStep' | 'blockReinstatementStep' | 'tellReinstatementBlocked'
>;

/** Where a reinstatement stands: which step runs, which is blocked, and who is told that nobody acts. */
export function blocking({ db, mailer, url }: ActivityDependencies): Book {
  return {
    async turnReinstatementStep(input) {
      const { organization, done, running, nth } = input;
      if (done !== undefined)
        await setReinstatementStep(db, organization, byRun(), {
          ...effect(input, `step/${nth}/${done}/done`),
          step: done,
          change: { status: 'done' },
        });
      await setReinstatementStep(db, organization, byRun(), {
        ...effect(input, `step/${nth}/${running}/running`),
        step: running,
        change: { status: 'running' },
      });
    },
    async blockReinstatementStep(input) {
      const { organization, step, failure, nth } = input;
      const { blockedHours } = (await findPolicy(db, organization)).removals;
      const deadline = new Date(Date.parse(input.now) + blockedHours * HOUR);
      await setReinstatementStep(db, organization, byRun(), {
        ...effect(input, `step/${nth}/${step}/blocked`),
        step,
        change: { status: 'blocked', failure, deadline },
      });
      return { deadline: deadline.toISOString() };
    },
    async tellReinstatementBlocked({ organization, reinstatementId, step, failure, nth }) {
      const reinstatement = await findReinstatement(db, organization, reinstatementId);
      if (reinstatement === null) return;
      const blocked = { reinstatementId, memberName: reinstatement.memberName, step, failure };
      for (const to of await fallbackAddressees(db, organization, reinstatement.memberId)) {
        const id = `reinstatement/${reinstatementId}/blocked/${nth}/${to.memberId}`;
        const letter = blockedLetter({ url, organization }, to, blocked);
        await sendOnce(db, organization, mailer, mailOf(id, to.email, letter));
      }
    },
  };
}
