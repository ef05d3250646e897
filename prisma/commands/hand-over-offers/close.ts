import { everything } from '../../../rules/removals/successor.ts';
import type { Record } from '../../change.ts';
import type { Transaction } from '../../client.ts';
import { policyIn } from '../../queries/organizations/policy.ts';

interface Closing {
  removalId: string;
  now: Date;
}

/** With the suspension the notice period is over: who has said nothing is taken by policy to have accepted, or to leave it to the custodian. With the removal locked. */
export async function closeOffers(
  tx: Transaction,
  record: Record,
  organization: string,
  { removalId, now }: Closing,
): Promise<void> {
  const where = { organizationId: organization, removalId, status: 'open' } as const;
  const open = await tx.handOverOffer.findMany({ where, select: { id: true, successorId: true } });
  await takeSilence(tx, record, organization, { removalId, now, offers: open });
}

/** Takes the silence of these for what policy says. */
export async function takeSilence(
  tx: Transaction,
  record: Record,
  organizationId: string,
  { removalId, now, offers }: Closing & { offers: readonly { id: string; successorId: string }[] },
): Promise<void> {
  if (offers.length === 0) return;
  const { silence } = (await policyIn(tx, organizationId)).removals.offers;
  const status = silence === 'accept' ? 'accepted' : 'declined';
  await tx.handOverOffer.updateMany({
    where: { organizationId, id: { in: offers.map(({ id }) => id) } },
    data: { status, bySilence: true, answeredAt: now },
  });
  if (status === 'declined')
    await tx.handOverDecline.createMany({
      data: offers.map((offer) => ({ organizationId, removalId, memberId: offer.successorId, itemKey: everything })),
      skipDuplicates: true,
    });
  for (const { id, successorId } of offers)
    record({
      action: `hand-over-offer.${status}`,
      object: 'hand-over-offer',
      objectId: id,
      after: { removalId, successorId, bySilence: true },
    });
}

/** The removal is cancelled: nothing is handed over. With the removal locked. */
export async function withdrawOffers(
  tx: Transaction,
  record: Record,
  organizationId: string,
  { removalId, now }: Closing,
): Promise<void> {
  const offers = await tx.handOverOffer.findMany({
    where: { organizationId, removalId, status: { in: ['open', 'accepted'] } },
    select: { id: true, successorId: true },
  });
  for (const { id, successorId } of offers)
    await endOffer(tx, record, organizationId, { id, successorId, removalId, now, status: 'withdrawn' });
}

/** `lapsed`: the successor can't receive it any more; `withdrawn`: it goes to nobody, or to someone else. */
export async function endOffer(
  tx: Transaction,
  record: Record,
  organizationId: string,
  offer: { id: string; successorId: string; removalId: string; now: Date; status: 'lapsed' | 'withdrawn' },
): Promise<void> {
  const { id, successorId, removalId, now, status } = offer;
  await tx.handOverOffer.update({
    where: { organizationId_id: { organizationId, id } },
    data: { status, bySilence: false, answeredAt: now },
    select: { id: true },
  });
  const after = { removalId, successorId };
  record({ action: `hand-over-offer.${status}`, object: 'hand-over-offer', objectId: id, after });
}
