import type { Choice } from '../../../rules/removals/successor.ts';
import type { Transaction } from '../../client.ts';
import type { Leaving } from '../../queries/removals/facts.ts';
import type { LockedRemoval } from './lock.ts';

/** What a removal is planned by: its set, its choices, its date. */
export async function leavingIn(
  tx: Transaction,
  organization: string,
  { id, memberId, leavingWith, effectiveAt }: LockedRemoval,
  now: Date,
): Promise<Leaving> {
  const choices = await choicesIn(tx, organization, id);
  const declined = await declinesIn(tx, organization, id);
  return { memberIds: [memberId, ...leavingWith], choices, effectiveAt, now, declined };
}

/** member → keys of the items that they declined; `*` for all. */
export async function declinesIn(
  tx: Transaction,
  organizationId: string,
  removalId: string,
): Promise<Map<string, Set<string>>> {
  const rows = await tx.handOverDecline.findMany({
    where: { organizationId, removalId },
    select: { memberId: true, itemKey: true },
  });
  const declined = new Map<string, Set<string>>();
  for (const { memberId, itemKey } of rows)
    declined.set(memberId, (declined.get(memberId) ?? new Set<string>()).add(itemKey));
  return declined;
}

/** The successors that admins named for a removal. */
async function choicesIn(tx: Transaction, organizationId: string, removalId: string): Promise<Choice[]> {
  const rows = await tx.removalSuccessor.findMany({
    where: { organizationId, removalId },
    select: { resourceId: true, kind: true, successorId: true },
    orderBy: { id: 'asc' },
  });
  return rows.map(({ resourceId, kind, successorId }) => ({
    successorId,
    ...(resourceId === null ? {} : { resourceId }),
    ...(kind === null ? {} : { kind }),
  }));
}
