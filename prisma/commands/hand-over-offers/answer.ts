import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { offeredItems, type OfferedCount, offerEnds } from '../../../rules/removals/offers.ts';
import { everything, ineligibleForChoice } from '../../../rules/removals/successor.ts';
import { changing, type Record } from '../../change.ts';
import type { Database, Transaction } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';
import { isOffered } from '../../queries/hand-over-offers/offered.ts';
import { candidatesAmong, settledAt } from '../../queries/removals/facts.ts';
import { once } from '../../receipt.ts';
import { notTheirOwn } from '../removals/change-successor.ts';
import { type LockedRemoval, lockRemoval } from '../removals/lock.ts';

export interface Answer {
  offerId: string;
  now: Date;
  /** key for `once`: the same answer again changes nothing */
  receipt: string;
}
/** `itemKeys`: only these; default: all of it, now and later. */
export type Refusal = Answer & { itemKeys?: readonly string[]; reason: string | null };

/**
 * Whoever it is offered to takes it. `items`: how many they saw.
 * @throws Failure not-found for anyone else, offer-closed, facts-changed
 */
export function acceptOffer(
  db: Database,
  organization: string,
  actor: Actor,
  input: Answer & { items: number },
): Promise<{ leaverId: string }> {
  return answering(db, organization, actor, input, async ({ tx, offer, removal }) => {
    if (offer.status !== 'open') throw new Failure('offer-closed', { status: offer.status });
    const counts = await countsOf(tx, organization, offer);
    const given = offeredItems(counts);
    if (given !== input.items) throw new Failure('facts-changed', { expected: input.items, given });
    const data = { status: 'accepted', bySilence: false, answeredAt: input.now, counts: plain(counts) } as const;
    await tx.handOverOffer.update({
      where: { organizationId_id: { organizationId: organization, id: offer.id } },
      data,
    });
    return { status: 'accepted', after: { removalId: removal.id, items: given } };
  });
}

/**
 * They don't take it, or not these items: what they decline goes to the next by the rules, at the run's next look.
 * @throws Failure not-found, offer-closed; invalid-request for an item that is not offered to them
 */
export function declineOffer(
  db: Database,
  organization: string,
  actor: Actor,
  input: Refusal,
): Promise<{ leaverId: string }> {
  return answering(db, organization, actor, input, async ({ tx, offer, removal }) => {
    await mustBeOffered(tx, organization, offer, input.itemKeys);
    await keepDeclines(tx, organization, offer, input.itemKeys);
    return await keepAnswer(tx, organization, offer, input, { status: 'declined', removalId: removal.id });
  });
}

/**
 * A colleague is asked in their place. The organization's own offices (custodian, billing contact) are the admins' to give, and go to the next by the rules;
 * so does what the colleague can't receive.
 * @throws Failure not-found, offer-closed, successor-not-eligible; invalid-request for an item that is not offered to them, or can't go there
 */
export function redirectOffer(
  db: Database,
  organization: string,
  actor: Actor,
  input: Refusal & { toMemberId: string },
): Promise<{ leaverId: string }> {
  const { itemKeys, toMemberId } = input;
  return answering(db, organization, actor, input, async ({ tx, offer, removal }) => {
    await mustBeOffered(tx, organization, offer, itemKeys);
    await mustBeEligible(tx, organization, { offer, removal, toMemberId, now: input.now });
    const moved = await tx.$executeRaw(Prisma.sql`
      UPDATE plan_items i SET successor_id = ${toMemberId}::uuid, successor_rule = 'redirect'
      WHERE ${theirs(organization, offer)} ${among(itemKeys)} AND i.kind NOT IN ('custodian', 'billing-contact') AND ${notTheirOwn(toMemberId)}
        AND NOT EXISTS (SELECT FROM hand_over_declines n WHERE n.organization_id = i.organization_id AND n.removal_id = i.removal_id
          AND n.member_id = ${toMemberId}::uuid AND n.item_key = i.key)`);
    if (moved < (itemKeys?.length ?? 1))
      throw new Failure('invalid-request', { field: '#/body/items', expected: 'items that this member can receive' });
    await keepDeclines(tx, organization, offer, itemKeys);
    return await keepAnswer(tx, organization, offer, input, {
      status: 'redirected',
      removalId: removal.id,
      toMemberId,
    });
  });
}

interface Offer {
  id: string;
  removalId: string;
  successorId: string;
  status: string;
  counts: OfferedCount[];
}
interface Answering {
  tx: Transaction;
  record: Record;
  offer: Offer;
  removal: LockedRemoval;
}
interface Answered {
  status: 'accepted' | 'declined' | 'redirected';
  after: { [name: string]: string | number };
  reason?: string | null;
}

/** Once, with removal and offer locked, by whom it is offered to, while it can be answered. */
function answering(
  db: Database,
  organization: string,
  actor: Actor,
  { offerId, now, receipt }: Answer,
  answer: (at: Answering) => Promise<Answered>,
): Promise<{ leaverId: string }> {
  if (actor.by !== 'member') throw new Failure('not-allowed', { action: 'answer an offer', because: 'no member' });
  return changing(db, organization, actor, (tx, record) =>
    once(tx, organization, receipt, async () => {
      const where = { organizationId_id: { organizationId: organization, id: offerId } };
      const found = await tx.handOverOffer.findUnique({ where, select: { removalId: true, successorId: true } });
      if (found?.successorId !== actor.memberId) throw new Failure('not-found', { object: 'hand-over-offer' });
      const removal = await lockRemoval(tx, organization, found.removalId);
      const row = await tx.handOverOffer.findUniqueOrThrow({ where }); // only now nobody else changes it
      const ends = offerEnds(row.dueAt.getTime(), removal.effectiveAt.getTime());
      if (row.status !== 'open' && row.status !== 'accepted') throw new Failure('offer-closed', { status: row.status });
      if (removal.status !== 'waiting') throw new Failure('offer-closed', { status: `removal ${removal.status}` });
      if (ends <= now.getTime()) throw new Failure('offer-closed', { status: 'overdue' });
      const offer = { ...row, counts: row.counts as unknown as OfferedCount[] };
      const { status, after, reason } = await answer({ tx, record, offer, removal });
      record({
        action: `hand-over-offer.${status}`,
        object: 'hand-over-offer',
        objectId: offerId,
        after: { ...after, successorId: row.successorId },
        ...(reason ? { personal: [{ of: actor.memberId, values: { reason } }] } : {}),
      });
      return { leaverId: removal.memberId };
    }),
  );
}

const theirs = (organization: string, { removalId, successorId }: Offer): Prisma.Sql => Prisma.sql`
  i.organization_id = ${organization}::uuid AND i.removal_id = ${removalId}::uuid AND i.successor_id = ${successorId}::uuid AND ${isOffered}`;

const among = (itemKeys: readonly string[] | undefined): Prisma.Sql =>
  itemKeys === undefined ? Prisma.empty : Prisma.sql`AND i.key = ANY(${[...itemKeys]}::text[])`;

const plain = (counts: readonly OfferedCount[]) => counts.map((count) => ({ ...count }));

function countsOf(tx: Transaction, organization: string, offer: Offer): Promise<OfferedCount[]> {
  return tx.$queryRaw<OfferedCount[]>(Prisma.sql`
    SELECT i.kind, i.risk, count(*)::int AS items FROM plan_items i WHERE ${theirs(organization, offer)} GROUP BY 1, 2 ORDER BY 1, 2`);
}

async function mustBeOffered(
  tx: Transaction,
  organization: string,
  offer: Offer,
  itemKeys: readonly string[] | undefined,
): Promise<void> {
  if (itemKeys === undefined) return;
  const [found] = await tx.$queryRaw<{ items: number }[]>(Prisma.sql`
    SELECT count(*)::int AS items FROM plan_items i WHERE ${theirs(organization, offer)} ${among(itemKeys)}`);
  if ((found?.items ?? 0) < new Set(itemKeys).size)
    throw new Failure('invalid-request', { field: '#/body/items', expected: 'keys of items of this offer' });
}

async function keepDeclines(
  tx: Transaction,
  organizationId: string,
  { removalId, successorId: memberId }: Offer,
  itemKeys: readonly string[] | undefined,
): Promise<void> {
  const data = (itemKeys ?? [everything]).map((itemKey) => ({ organizationId, removalId, memberId, itemKey }));
  await tx.handOverDecline.createMany({ data, skipDuplicates: true });
}

/** Where something is left it stays open, or accepted; else it has ended, and keeps what it was about. */
async function keepAnswer(
  tx: Transaction,
  organizationId: string,
  offer: Offer,
  { reason, itemKeys, now }: Refusal,
  answer: { status: 'declined' | 'redirected'; removalId: string; toMemberId?: string },
): Promise<Answered> {
  const { status, removalId, toMemberId } = answer;
  const left = await countsOf(tx, organizationId, offer);
  const ended = left.length === 0 ? { status, bySilence: false, answeredAt: now } : { counts: plain(left) };
  await tx.handOverOffer.update({
    where: { organizationId_id: { organizationId, id: offer.id } },
    data: { ...ended, reason, ...(toMemberId === undefined ? {} : { redirectedToId: toMemberId }) },
    select: { id: true },
  });
  const items = itemKeys?.length ?? offeredItems(offer.counts);
  return { status, reason, after: { removalId, items, ...(toMemberId === undefined ? {} : { toMemberId }) } };
}

async function mustBeEligible(
  tx: Transaction,
  organization: string,
  asked: { offer: Offer; removal: LockedRemoval; toMemberId: string; now: Date },
): Promise<void> {
  const { offer, removal, toMemberId, now } = asked;
  const leaving = [removal.memberId, ...removal.leavingWith];
  const until = settledAt({ effectiveAt: removal.effectiveAt, now });
  const candidates = await candidatesAmong(tx, organization, { leaving, until, memberIds: [toMemberId] });
  const candidate = candidates.get(toMemberId);
  const declined = await tx.handOverDecline.count({
    where: { organizationId: organization, removalId: removal.id, memberId: toMemberId, itemKey: everything },
  });
  const because =
    ineligibleForChoice(candidate, { successorId: toMemberId }) ??
    (candidate?.kind === 'service_account' ? 'service-account' : null) ??
    (toMemberId === offer.successorId ? 'own' : declined > 0 ? 'declined' : null);
  if (because !== null) throw new Failure('successor-not-eligible', { memberId: toMemberId, because });
}
