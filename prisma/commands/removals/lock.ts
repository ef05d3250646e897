import { Failure } from '../../../rules/failures.ts';
import type { StepName } from '../../../rules/removals/steps.ts';
import type { Transaction } from '../../client.ts';
import type { RemovalEnding, RemovalStatus, StepStatus } from '../../generated/enums.ts';

export interface LockedRemoval {
  id: string;
  memberId: string;
  status: RemovalStatus;
  forCause: boolean;
  ending: RemovalEnding;
  planHash: string;
  adoptedSuspension: boolean;
  pausedAt: Date | null;
  requestedById: string;
  /** free text about the leaver */
  reason: string;
  effectiveAt: Date;
  /** who leaves together with this member: planned as one set */
  leavingWith: string[];
  /** the leave that it belongs to */
  leaveId: string | null;
}

/**
 * A removal that nobody else changes until this transaction ends: whatever is done to it, batch or click, meets here. Waits for locks are bounded; the
 * transaction is then tried again as a whole (prisma/retry.ts).
 * @throws Failure not-found
 */
export async function lockRemoval(tx: Transaction, organization: string, removalId: string): Promise<LockedRemoval> {
  const [removal] = await tx.$queryRaw<LockedRemoval[]>`
    WITH bounded AS MATERIALIZED (SELECT set_config('lock_timeout', '5s', true))
    SELECT id, member_id AS "memberId", status::text, for_cause AS "forCause", ending::text, plan_hash AS "planHash",
      adopted_suspension AS "adoptedSuspension", paused_at AS "pausedAt", requested_by_id AS "requestedById", reason, effective_at AS "effectiveAt",
      leaving_with AS "leavingWith", leave_id AS "leaveId"
    FROM bounded, removals r WHERE organization_id = ${organization}::uuid AND id = ${removalId}::uuid FOR NO KEY UPDATE OF r`;
  if (removal === undefined) throw new Failure('not-found', { object: 'removal' });
  return removal;
}

/** @throws Failure removal-ended; wrong-state for a draft */
export function mustBeOpen(removal: LockedRemoval): void {
  const { status } = removal;
  if (status === 'completed' || status === 'cancelled') throw new Failure('removal-ended', { status });
  if (status === 'draft') throw new Failure('wrong-state', { object: 'removal', state: status, needs: 'planned' });
}

/** @throws Failure removal-ended; wrong-state before the suspension */
export function mustRun(removal: LockedRemoval): void {
  mustBeOpen(removal);
  if (removal.status !== 'running') {
    throw new Failure('wrong-state', { object: 'removal', state: removal.status, needs: 'running' });
  }
}

export async function lockRunning(tx: Transaction, organization: string, removalId: string): Promise<LockedRemoval> {
  const removal = await lockRemoval(tx, organization, removalId);
  mustRun(removal);
  return removal;
}

/** How a step stands; `pending` before the removal is planned. */
export async function statusOfStep(
  tx: Transaction,
  organizationId: string,
  removalId: string,
  step: StepName,
): Promise<StepStatus> {
  const row = await tx.removalStep.findUnique({
    where: { organizationId_removalId_step: { organizationId, removalId, step } },
    select: { status: true },
  });
  return row?.status ?? 'pending';
}
