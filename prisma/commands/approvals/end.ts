import type { Actor } from '../../../rules/audit/entry.ts';
import type { ApprovalSubject } from '../../../rules/approvals/facts.ts';
import { changing, type Record } from '../../change.ts';
import type { Database, Transaction } from '../../client.ts';
import type { ApprovalStatus } from '../../generated/enums.ts';
import { once } from '../../receipt.ts';
import { type LockedApproval, lockApproval } from './lock.ts';

export interface ApprovalEffectInput {
  approvalId: string;
  receipt: string;
  now: Date;
}

/** Refused by time-out: nobody decided the stage before its deadline. One that was decided meanwhile, or went on to another stage, stays as it is. */
export function giveUpApproval(
  db: Database,
  organization: string,
  actor: Actor,
  { approvalId, receipt, now }: ApprovalEffectInput,
): Promise<{ status: ApprovalStatus }> {
  return changing(db, organization, actor, (tx, record) =>
    once(tx, organization, receipt, async () => {
      const approval = await lockApproval(tx, organization, approvalId);
      if (approval.status !== 'pending' || approval.deadline > now) return { status: approval.status };
      await endApprovalIn(tx, record, approval, { status: 'expired', now });
      return { status: 'expired' as const };
    }),
  );
}

/** Nobody needs the answer any more: in the transaction that ends what was asked for. */
export async function withdrawApprovalIn(
  tx: Transaction,
  record: Record,
  organizationId: string,
  { subject, subjectId, now }: { subject: ApprovalSubject; subjectId: string; now: Date },
): Promise<void> {
  const pending = await tx.approval.findFirst({
    where: { organizationId, subject, subjectId, status: 'pending' },
    select: { id: true },
  });
  if (pending === null) return;
  const approval = await lockApproval(tx, organizationId, pending.id);
  if (approval.status === 'pending') await endApprovalIn(tx, record, approval, { status: 'withdrawn', now });
}

export async function endApprovalIn(
  tx: Transaction,
  record: Record,
  { organizationId, id, subject, subjectId }: LockedApproval,
  { status, now }: { status: Exclude<ApprovalStatus, 'pending'>; now: Date },
): Promise<void> {
  await tx.approval.update({
    where: { organizationId_id: { organizationId, id } },
    data: { status, endedAt: now },
    select: { id: true },
  });
  record({
    action: 'approval.ended',
    object: 'approval',
    objectId: id,
    before: { status: 'pending' },
    after: { status, subject, subjectId },
  });
}
