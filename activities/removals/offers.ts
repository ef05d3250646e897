import { Context } from '@temporalio/activity';
import { tendOffers } from '../../prisma/commands/hand-over-offers/tend.ts';
import { listOffers, type OfferRow } from '../../prisma/queries/hand-over-offers/list.ts';
import { wantedByRemoval } from '../../prisma/queries/consent-requests/wanted-list.ts';
import { addresseeOf } from '../../prisma/queries/members/addressees.ts';
import { findRemoval } from '../../prisma/queries/removals/detail.ts';
import { Failure } from '../../rules/failures.ts';
import { remindsAt } from '../../rules/removals/offers.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { byRun } from '../run.ts';
import { type Letter, mailOf } from '../mails/letter.ts';
import { sendOnce } from '../mails/send-once.ts';
import type { OfRemoval, RemovalActivities } from './contract.ts';
import { mayPass, pulse } from './ground.ts';
import { answeredLetter, consentWantedLetter, offerLetter, offerReminderLetter } from './letters.ts';

const PAGE = 200;
const DAY = 86_400_000;

/** Step `wait`, the part that successors do. */
export function offering(deps: ActivityDependencies): Pick<RemovalActivities, 'tendOffers'> {
  return {
    async tendOffers(input) {
      const { organization, removalId, now } = input;
      const heartbeat = (items: number) => Context.current().heartbeat(items);
      const at = { removalId, now: new Date(now) };
      const { open, nextAt } = await tendOffers(deps.db, organization, byRun(), at, heartbeat);
      const removal = await findRemoval(deps.db, organization, removalId);
      for await (const offer of offersOf(deps, input)) {
        await pulse(offer.id);
        await tell(deps, organization, offer, {
          requesterId: removal?.requestedById ?? offer.successorId,
          now: at.now,
        });
      }
      await tellWanted(deps, input, at.now);
      return { open, nextAt: nextAt?.toISOString() ?? null };
    },
  };
}

async function* offersOf({ db }: ActivityDependencies, { organization, removalId }: OfRemoval) {
  let after: { offeredAt: Date; id: string } | undefined;
  for (;;) {
    const page = await listOffers(db, organization, { removalId, limit: PAGE, ...(after && { after }) });
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    after = { offeredAt: last.offeredAt, id: last.id };
  }
}

/** Whom it is offered to, once for each time, and once more before its end; and who asked for the removal, of what was not simply accepted. */
async function tell(
  deps: ActivityDependencies,
  organization: string,
  offer: OfferRow,
  { requesterId, now }: { requesterId: string; now: Date },
): Promise<void> {
  const place = { url: deps.url, organization };
  const id = `hand-over-offer/${offer.id}/${offer.offeredAt.getTime()}`;
  if (offer.status === 'open') {
    await send(deps, organization, id, offer.successorId, (to) => offerLetter(place, to, offer));
    const reminds = remindsAt(offer.offeredAt.getTime(), offer.dueAt.getTime());
    if (reminds !== null && reminds <= now.getTime())
      await send(deps, organization, `${id}/reminder`, offer.successorId, (to) =>
        offerReminderLetter(place, to, offer),
      );
  }
  if (offer.status === 'declined' || offer.status === 'redirected')
    await send(deps, organization, `${id}/answer`, requesterId, (to) => answeredLetter(place, to, offer));
}

/** Who receives a connection that rests on the leaver's consent is to give another before the date: told once they take it, at the latest a day before. */
async function tellWanted(
  deps: ActivityDependencies,
  { organization, removalId }: OfRemoval,
  now: Date,
): Promise<void> {
  const removal = await findRemoval(deps.db, organization, removalId);
  if (removal?.status !== 'waiting') return;
  for (const wanted of await wantedByRemoval(deps.db, organization, removalId)) {
    const { successorId, connectionId, open, effectiveAt } = wanted;
    if (open && effectiveAt.getTime() - now.getTime() > DAY) continue;
    await pulse(connectionId);
    const id = `consent-wanted/${removalId}/${connectionId}/${successorId}`;
    await send(deps, organization, id, successorId, (to) =>
      consentWantedLetter({ url: deps.url, organization }, to, wanted),
    );
  }
}

/** The mail server's trouble is waited for a little; the console shows the offer all the same. */
async function send(
  { db, mailer }: ActivityDependencies,
  organization: string,
  id: string,
  memberId: string,
  letter: (to: { name: string }) => Letter,
): Promise<void> {
  const to = await addresseeOf(db, organization, memberId);
  if (to === null) return;
  try {
    await sendOnce(db, organization, mailer, mailOf(id, to.email, letter(to)));
  } catch (error) {
    if (!(error instanceof Failure) || mayPass(error)) throw error;
  }
}
