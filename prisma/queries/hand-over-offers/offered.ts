import type { ItemKind, Risk } from '../../../rules/removals/items.ts';
import type { OfferedCount } from '../../../rules/removals/offers.ts';
import type { Transaction } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';

/** Of plan items `i`: what is, or was, their successor's to answer: not what falls to the custodian, and not what they declined. */
export const wasOffered = Prisma.sql`i.successor_rule <> 'custodian' AND NOT EXISTS (SELECT FROM hand_over_declines d
  WHERE d.organization_id = i.organization_id AND d.removal_id = i.removal_id AND d.member_id = i.successor_id AND d.item_key IN ('*', i.key))`;

/** Of plan items `i`: what is offered to their successor now. */
export const isOffered = Prisma.sql`i.status = 'pending' AND ${wasOffered}`;

/**
 * Who is to be asked, and for how much: each person who would receive something. Not the custodian, who is the last resort, and not who asked for the removal,
 * and has agreed to its plan.
 */
export async function offeredTo(
  tx: Transaction,
  organization: string,
  { id, requestedById }: { id: string; requestedById: string },
): Promise<Map<string, OfferedCount[]>> {
  const rows = await tx.$queryRaw<{ successorId: string; kind: ItemKind; risk: Risk; items: number }[]>(Prisma.sql`
    SELECT i.successor_id AS "successorId", i.kind, i.risk, count(*)::int AS items FROM plan_items i
      JOIN members m ON m.organization_id = i.organization_id AND m.id = i.successor_id AND m.kind = 'person'
      JOIN organizations o ON o.id = i.organization_id AND o.custodian_id IS DISTINCT FROM i.successor_id
    WHERE i.organization_id = ${organization}::uuid AND i.removal_id = ${id}::uuid AND i.successor_id <> ${requestedById}::uuid AND ${isOffered}
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`);
  const found = new Map<string, OfferedCount[]>();
  for (const { successorId, ...count } of rows) {
    const known = found.get(successorId);
    if (known === undefined) found.set(successorId, [count]);
    else known.push(count);
  }
  return found;
}
