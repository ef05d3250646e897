import { settleFollowUps } from '../../prisma/commands/follow-ups/settle.ts';
import { escalateFollowUp, remindFollowUp } from '../../prisma/commands/follow-ups/remind.ts';
import { type FollowUpRow, listFollowUps } from '../../prisma/queries/follow-ups/list.ts';
import { type Addressee, addresseeOf, fallbackAddressees } from '../../prisma/queries/members/addressees.ts';
import { findPolicy } from '../../prisma/queries/organizations/policy.ts';
import { Failure } from '../../rules/failures.ts';
import { nextDue } from '../../rules/removals/follow-up-timetable.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { byRun } from '../run.ts';
import { type Letter, mailOf } from '../mails/letter.ts';
import { sendOnce } from '../mails/send-once.ts';
import type { OfRemoval, RemovalActivities } from './contract.ts';
import { effect, mayPass, pulse } from './ground.ts';
import { escalationLetter, followUpLetter } from './letters.ts';
import { probeAttested } from './probe.ts';

const PAGE = 200;

/** Step `grants`, the part that people do. */
export function tending(deps: ActivityDependencies): Pick<RemovalActivities, 'tendFollowUps'> {
  return {
    async tendFollowUps(input) {
      const { organization, removalId } = input;
      const at = { removalId, now: new Date(input.now) };
      const settle = () => settleFollowUps(deps.db, organization, byRun(), at);
      const before = await settle(); // first: what is attested after it was tried may not count as tried
      const { open, required } = (await probeAttested(deps, input)) > 0 ? await settle() : before;
      if (open === 0) return { open, required, nextAt: null };
      const timetable = (await findPolicy(deps.db, organization)).removals.followUps;
      let next = Number.POSITIVE_INFINITY;
      for await (const followUp of openOnes(deps, organization, removalId)) {
        await pulse(followUp.id);
        const due = nextDue({ ...followUp, since: followUp.reopenedAt ?? followUp.createdAt }, timetable, at.now);
        try {
          if (due.remind) await remind(deps, input, followUp);
          if (due.escalate) await escalate(deps, input, followUp);
        } catch (error) {
          if (!(error instanceof Failure) || mayPass(error)) throw error; // else its next reminder is another try
        }
        next = Math.min(next, due.nextAt.getTime());
      }
      return { open, required, nextAt: Number.isFinite(next) ? new Date(next).toISOString() : null };
    },
  };
}

async function* openOnes({ db }: ActivityDependencies, organization: string, removalId: string) {
  let after: { dueAt: Date; id: string } | undefined;
  for (;;) {
    const filter = { removalId, status: 'open', limit: PAGE, ...(after && { after }) } as const;
    const page = await listFollowUps(db, organization, filter);
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    after = { dueAt: last.dueAt, id: last.id };
  }
}

/** The mail first: a kill before the count is kept sends the same mail again, and that one has a receipt. */
async function remind(deps: ActivityDependencies, input: OfRemoval, followUp: FollowUpRow): Promise<void> {
  const nth = followUp.reminders + 1;
  const step = effect(input, `follow-up/${followUp.id}/reminder/${nth}`);
  const place = { url: deps.url, organization: input.organization };
  await tell(deps, input.organization, step.receipt, followUp, followUp.ownerId, (to) =>
    followUpLetter(place, to, followUp, nth),
  );
  await remindFollowUp(deps.db, input.organization, byRun(), { ...step, followUpId: followUp.id });
}

/** Whom to tell is decided once, with the receipt: asked again, the same one is told, and only once. */
async function escalate(deps: ActivityDependencies, input: OfRemoval, followUp: FollowUpRow): Promise<void> {
  const nth = followUp.escalations + 1;
  const step = effect(input, `follow-up/${followUp.id}/escalation/${nth}`);
  const place = { url: deps.url, organization: input.organization };
  const escalated = await escalateFollowUp(deps.db, input.organization, byRun(), {
    ...step,
    followUpId: followUp.id,
    nth,
  });
  if (escalated === null) return;
  await tell(deps, input.organization, step.receipt, followUp, escalated.toMemberId, (to) =>
    escalationLetter(place, to, followUp),
  );
}

async function tell(
  { db, mailer }: ActivityDependencies,
  organization: string,
  id: string,
  { leaverId }: FollowUpRow,
  memberId: string,
  letter: (to: Addressee) => Letter,
): Promise<void> {
  const one = await addresseeOf(db, organization, memberId);
  const everyone = one === null ? await fallbackAddressees(db, organization, leaverId) : [one];
  for (const to of everyone)
    await sendOnce(db, organization, mailer, mailOf(`${id}/${to.memberId}`, to.email, letter(to)));
}
