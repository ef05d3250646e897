import { Failure } from '../../../rules/failures.ts';
import type { Transaction } from '../../client.ts';
import type { Prisma } from '../../generated/client.ts';

export type LockedApproval = Prisma.ApprovalGetPayload<object>;

/**
 * An approval that nobody else changes until this transaction ends: two votes at once are counted one after the other.
 * @throws Failure not-found
 */
export async function lockApproval(tx: Transaction, organizationId: string, id: string): Promise<LockedApproval> {
  await tx.$queryRaw`
    SELECT id FROM approvals WHERE organization_id = ${organizationId}::uuid AND id = ${id}::uuid FOR NO KEY UPDATE`;
  const approval = await tx.approval.findUnique({ where: { organizationId_id: { organizationId, id } } });
  if (approval === null) throw new Failure('not-found', { object: 'approval' });
  return approval;
}
