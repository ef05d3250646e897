import type { Choice } from '../../../rules/removals/successor.ts';
import type { Transaction } from '../../client.ts';

/** The successors that admins named for a removal. */
export async function choicesIn(tx: Transaction, organizationId: string, removalId: string): Promise<Choice[]> {
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
