import type { Transaction } from '../../client.ts';

/** Writes down who decides a stage; those who are there stay. */
export async function assignIn(
  tx: Transaction,
  organizationId: string,
  approval: { id: string; stage: number },
  memberIds: readonly string[],
): Promise<void> {
  await tx.approvalApprover.createMany({
    data: memberIds.map((memberId) => ({ organizationId, approvalId: approval.id, stage: approval.stage, memberId })),
    skipDuplicates: true,
  });
}
