import type { Actor } from '../../../rules/audit/entry.ts';
import {
  covers,
  nextLook,
  type OfferedCount,
  offeredItems,
  offerEnds,
  remindsAt,
} from '../../../rules/removals/offers.ts';
import { ineligible } from '../../../rules/removals/successor.ts';
import { changing, type Record } from '../../change.ts';
import type { Database, Transaction } from '../../client.ts';
import type { HandOverOffer } from '../../generated/client.ts';
import { policyIn } from '../../queries/organizations/policy.ts';
import { candidatesAmong, settledAt } from '../../queries/removals/facts.ts';
import { offeredTo } from '../../queries/hand-over-offers/offered.ts';
import { compare, keepAnswered, keepJudged } from '../removals/compare.ts';
import type { RemovalStepInput } from '../removals/input.ts';
import { type LockedRemoval, lockRemoval } from '../removals/lock.ts';
import { endOffer, takeSilence } from './close.ts';

const HOUR = 3_600_000;

interface Tending {
  tx: Transaction;
  record: Record;
  organization: string;
  removal: LockedRemoval;
  now: Date;
}

/**
 * Brings the offers of a removal that waits for its date to what is true now: lapses those whose successor can't receive anything any more, takes silence for what
 * policy says, plans anew what was declined, and asks whom it concerns then. It needs no receipt: done again it finds nothing to do.
 * `open`: offers that nobody answered yet. `nextAt`: when to look again; null: when something happens.
 * @throws Failure not-found
 */
export function tendOffers(
  db: Database,
  organization: string,
  actor: Actor,
  input: RemovalStepInput,
  progress: (items: number) => void = () => undefined,
): Promise<{ open: number; nextAt: Date | null }> {
  const { removalId, now } = input;
  return changing(db, organization, actor, async (tx, record) => {
    const removal = await lockRemoval(tx, organization, removalId);
    if (removal.status !== 'waiting' || removal.effectiveAt <= now) return { open: 0, nextAt: null };
    const at = { tx, record, organization, removal, now };
    const gone = await settle(at);
    if (await mustPlanAnew(at, gone)) await planAnew(at, progress);
    await ask(at);
    const open = await offersOf(at, ['open']);
    const effectiveAt = removal.effectiveAt.getTime();
    const dates = open.flatMap(({ offeredAt, dueAt }) => {
      const ends = offerEnds(dueAt.getTime(), effectiveAt);
      return [ends, remindsAt(offeredAt.getTime(), ends) ?? ends];
    });
    const next = nextLook(dates, effectiveAt, now.getTime());
    return { open: open.length, nextAt: next === null ? null : new Date(next) };
  });
}

function offersOf(
  { tx, organization: organizationId, removal }: Tending,
  status: HandOverOffer['status'][],
): Promise<HandOverOffer[]> {
  const where = { organizationId, removalId: removal.id, status: { in: status } };
  return tx.handOverOffer.findMany({ where, orderBy: { successorId: 'asc' } });
}

/** @returns successors of the plan who can't receive anything any more */
async function settle(at: Tending): Promise<string[]> {
  const { tx, record, organization, removal, now } = at;
  const removalId = removal.id;
  const offers = await offersOf(at, ['open', 'accepted']);
  const planned = await tx.planItem.groupBy({
    by: ['successorId'],
    where: { organizationId: organization, removalId, status: 'pending', successorId: { not: null } },
  });
  const successors = [...planned.flatMap((row) => row.successorId ?? []), ...offers.map((row) => row.successorId)];
  const memberIds = [...new Set(successors)];
  const leaving = [removal.memberId, ...removal.leavingWith];
  const candidates = await candidatesAmong(tx, organization, {
    leaving,
    until: settledAt({ ...removal, now }),
    memberIds,
  });
  const gone = memberIds.filter((id) => ineligible(candidates.get(id), { kind: 'resource-runs-as' }) !== null);
  for (const { id, successorId } of offers)
    if (gone.includes(successorId))
      await endOffer(tx, record, organization, { id, successorId, removalId, now, status: 'lapsed' });
  const silent = offers.filter(
    ({ status, successorId, dueAt }) => status === 'open' && dueAt <= now && !gone.includes(successorId),
  );
  await takeSilence(tx, record, organization, { removalId, now, offers: silent });
  return gone;
}

async function mustPlanAnew({ tx, organization, removal }: Tending, gone: readonly string[]): Promise<boolean> {
  const [found] = await tx.$queryRaw<{ anew: boolean }[]>`
    SELECT EXISTS (SELECT FROM plan_items i WHERE i.organization_id = ${organization}::uuid AND i.removal_id = ${removal.id}::uuid AND i.status = 'pending'
      AND i.successor_rule <> 'custodian' AND (i.successor_id = ANY(${[...gone]}::uuid[]) OR EXISTS (SELECT FROM hand_over_declines d
        WHERE d.organization_id = i.organization_id AND d.removal_id = i.removal_id AND d.member_id = i.successor_id AND d.item_key IN ('*', i.key)))) AS anew`;
  return found?.anew === true;
}

/** By the planner, as after the suspension: what was declined goes to the next; what lost its successor is judged like other drift. New things wait for the suspension. */
async function planAnew(at: Tending, progress: (items: number) => void): Promise<void> {
  const { tx, record, organization, removal, now } = at;
  const found = await compare(tx, organization, removal, now, progress);
  const answered = found.answered.filter(({ successorId }) => successorId !== undefined);
  const moved = found.drifted.filter(({ item, isNew, isMoved }) => !isNew && isMoved && item.successorId !== undefined);
  if (answered.length + moved.length === 0) return;
  await keepAnswered(tx, organization, removal.id, answered);
  await keepJudged(tx, organization, removal.id, { ...found, drifted: moved });
  const after = { answered: answered.length, moved: moved.length };
  record({ action: 'removal.successors-changed', object: 'removal', objectId: removal.id, after });
}

async function ask(at: Tending): Promise<void> {
  const { tx, record, organization, removal, now } = at;
  const { offers: policy, driftPercent } = (await policyIn(tx, organization)).removals;
  const today = await offeredTo(tx, organization, removal);
  const known = new Map<string, HandOverOffer>();
  const all = await tx.handOverOffer.findMany({ where: { organizationId: organization, removalId: removal.id } });
  for (const offer of all) known.set(offer.successorId, offer);
  for (const { id, successorId, status } of all)
    if ((status === 'open' || status === 'accepted') && !today.has(successorId))
      await endOffer(tx, record, organization, { id, successorId, removalId: removal.id, now, status: 'withdrawn' });
  if (removal.forCause || policy.hours === 0) return; // a dismissal is announced to nobody
  for (const [successorId, counts] of today) {
    const offer = known.get(successorId);
    const before = offer === undefined ? [] : (offer.counts as unknown as OfferedCount[]);
    if (offer?.status === 'accepted' && covers(before, counts, driftPercent)) continue;
    if (offer?.status === 'open' && covers(before, counts, 0) && covers(counts, before, 0)) continue;
    const dueAt = offer?.status === 'open' ? offer.dueAt : new Date(now.getTime() + policy.hours * HOUR);
    await offerTo(at, { successorId, counts, dueAt, isOpen: offer?.status === 'open' });
  }
}

async function offerTo(
  { tx, record, organization: organizationId, removal: { id: removalId }, now }: Tending,
  offer: { successorId: string; counts: OfferedCount[]; dueAt: Date; isOpen: boolean },
): Promise<void> {
  const { successorId, counts, dueAt, isOpen } = offer;
  const values = { status: 'open', bySilence: false, counts: counts.map((count) => ({ ...count })), dueAt } as const;
  const fresh = isOpen ? values : { ...values, offeredAt: now, answeredAt: null, reason: null, redirectedToId: null };
  const { id } = await tx.handOverOffer.upsert({
    where: { organizationId_removalId_successorId: { organizationId, removalId, successorId } },
    create: { organizationId, removalId, successorId, ...values, offeredAt: now },
    update: fresh,
    select: { id: true },
  });
  record({
    action: isOpen ? 'hand-over-offer.changed' : 'hand-over-offer.made',
    object: 'hand-over-offer',
    objectId: id,
    after: { removalId, successorId, items: offeredItems(counts), dueAt: dueAt.toISOString() },
  });
}
