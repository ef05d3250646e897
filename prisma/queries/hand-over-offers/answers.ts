import type { Transaction } from '../../client.ts';
import type { HandOverOfferStatus } from '../../generated/enums.ts';

/** What was said of one item of a plan in the notice period. */
export interface ItemAnswers {
  /** what whoever would receive it now said; null: they are not asked */
  handOver: { status: HandOverOfferStatus; bySilence: boolean; answeredAt: Date | null } | null;
  /** who declined it, or named a colleague for it */
  declinedBy: { id: string; name: string }[];
}

interface Item {
  key: string;
  successorId: string | null;
  successorRule: string | null;
}

/** By the items' keys. Who declined all is among `declinedBy` of none: it can't be said of which. */
export async function answersOn(
  tx: Transaction,
  organizationId: string,
  { removalId, items }: { removalId: string; items: readonly Item[] },
): Promise<Map<string, ItemAnswers>> {
  const successors = [...new Set(items.flatMap(({ successorId }) => successorId ?? []))];
  const offers = await tx.handOverOffer.findMany({
    where: { organizationId, removalId, successorId: { in: successors } },
    select: { successorId: true, status: true, bySilence: true, answeredAt: true },
  });
  const declines = await tx.handOverDecline.findMany({
    where: { organizationId, removalId, itemKey: { in: items.map(({ key }) => key) } },
    select: { itemKey: true, member: { select: { id: true, name: true } } },
    orderBy: { memberId: 'asc' },
  });
  const bySuccessor = new Map(offers.map(({ successorId, ...answer }) => [successorId, answer]));
  return new Map(
    items.map(({ key, successorId, successorRule }) => [
      key,
      {
        handOver: successorRule === 'custodian' ? null : (bySuccessor.get(successorId ?? '') ?? null),
        declinedBy: declines.flatMap(({ itemKey, member }) => (itemKey === key ? [member] : [])),
      },
    ]),
  );
}
