import { type Database, inOrganization, type Transaction } from '../../client.ts';
import type { Erasure } from '../../generated/client.ts';
import type { ErasureStatus } from '../../generated/enums.ts';
import { policyIn } from '../organizations/policy.ts';

/** Whether policy lets this member be erased without approval or waiting, and no legal hold is on them. */
export async function mayBeErasedNow(tx: Transaction, organizationId: string, memberId: string): Promise<boolean> {
  const policy = await policyIn(tx, organizationId);
  const { erasure, eraseAfterDays } = policy.removals;
  const { legalHoldAt } = await tx.member.findUniqueOrThrow({
    where: { organizationId_id: { organizationId, id: memberId } },
    select: { legalHoldAt: true },
  });
  return erasure === 'allowed' && eraseAfterDays === 0 && legalHoldAt === null;
}

/** The same, in a transaction of its own. */
export function isErasableNow(db: Database, organizationId: string, memberId: string): Promise<boolean> {
  return inOrganization(db, organizationId, (tx) => mayBeErasedNow(tx, organizationId, memberId));
}

export type ErasureDetail = Erasure & { approvalId: string | null };

/** A draft too. `null`: there is none. */
export function findErasure(db: Database, organizationId: string, id: string): Promise<ErasureDetail | null> {
  return inOrganization(db, organizationId, async (tx) => {
    const row = await tx.erasure.findUnique({ where: { organizationId_id: { organizationId, id } } });
    const [found] = row === null ? [] : await withApprovals(tx, organizationId, [row]);
    return found ?? null;
  });
}

/** Newest first; drafts are left out. */
export function listErasures(
  db: Database,
  organizationId: string,
  {
    limit,
    after,
    status,
    memberId,
  }: { limit: number; after?: { createdAt: Date; id: string }; status?: ErasureStatus; memberId?: string },
): Promise<ErasureDetail[]> {
  return inOrganization(db, organizationId, async (tx) => {
    const rows = await tx.erasure.findMany({
      where: {
        organizationId,
        status: status ?? { not: 'draft' },
        ...(memberId === undefined ? {} : { memberId }),
        ...(after === undefined
          ? {}
          : { OR: [{ createdAt: { lt: after.createdAt } }, { createdAt: after.createdAt, id: { lt: after.id } }] }),
      },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: limit,
    });
    return await withApprovals(tx, organizationId, rows);
  });
}

async function withApprovals(
  tx: Transaction,
  organizationId: string,
  rows: readonly Erasure[],
): Promise<ErasureDetail[]> {
  const approvals = await tx.approval.findMany({
    where: { organizationId, subject: 'erasure', subjectId: { in: rows.map(({ id }) => id) } },
    select: { id: true, subjectId: true },
  });
  return rows.map((row) => ({
    ...row,
    approvalId: approvals.find(({ subjectId }) => subjectId === row.id)?.id ?? null,
  }));
}
