import type { Actor } from '../../../rules/audit/entry.ts';
import { changing } from '../../change.ts';
import type { Database } from '../../client.ts';
import { once } from '../../receipt.ts';
import { openApprovalIn } from '../approvals/open.ts';
import { roomFor } from '../removals/breaker.ts';
import { lockMassRemoval, mustBe } from './lock.ts';
import { policyIn } from '../../queries/organizations/policy.ts';

export interface MassRemovalEffectInput {
  massRemovalId: string;
  /** key for `once`, stable over retries */
  receipt: string;
  /** the workflow's time */
  now: Date;
}

export type RequestedMassRemoval = { status: 'running' | 'awaiting_approval'; approvalId: string | null };

/**
 * Draft → running, or awaiting approval when the breaker would stop so many: a second admin then agrees to all of them at once (design, Removal).
 * @throws Failure no-approver, wrong-state, not-found
 */
export function requestMassRemoval(
  db: Database,
  organizationId: string,
  actor: Actor,
  { massRemovalId: id, receipt, now }: MassRemovalEffectInput,
): Promise<RequestedMassRemoval> {
  return changing(db, organizationId, actor, (tx, record) =>
    once(tx, organizationId, receipt, async (): Promise<RequestedMassRemoval> => {
      const massRemoval = await lockMassRemoval(tx, organizationId, id);
      mustBe(massRemoval, ['draft']);
      const { requestedById, planHash, effectiveAt, reason } = massRemoval;
      const people = await tx.removal.count({ where: { organizationId, massRemovalId: id } });
      const room = await roomFor(tx, organizationId, { requestedById, now });
      const status = people > room.left ? 'awaiting_approval' : 'running';
      await tx.massRemoval.update({
        where: { organizationId_id: { organizationId, id } },
        data: { status, ...(status === 'running' ? { startedAt: now } : {}) },
        select: { id: true },
      });
      const after = { status, people, planHash, effectiveAt: effectiveAt.toISOString() };
      const personal = [{ of: requestedById, values: { reason } }];
      record({ action: 'mass-removal.requested', object: 'mass-removal', objectId: id, after, personal });
      if (status === 'running') return { status, approvalId: null };
      const policy = await policyIn(tx, organizationId);
      const approvalId = await openApprovalIn(tx, record, organizationId, {
        subject: 'mass-removal',
        subjectId: id,
        requestedById,
        sponsorId: null,
        stages: policy.removals.approval.stages,
        now,
      });
      return { status, approvalId };
    }),
  );
}
