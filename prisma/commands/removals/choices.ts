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
  return { memberIds: [memberId, ...leavingWith], choices, effectiveAt, now };
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
