import { Failure } from '../../../rules/failures.ts';
import type { Transaction } from '../../client.ts';
import type { ReinstatementStatus } from '../../generated/enums.ts';

export interface LockedReinstatement {
  id: string;
  memberId: string;
  removalId: string;
  status: ReinstatementStatus;
  planHash: string;
  endsSuspended: boolean;
  reason: string;
}

/**
 * A reinstatement that nobody else changes until this transaction ends: batches and clicks meet here. Waits for locks are bounded (prisma/retry.ts).
 * @throws Failure not-found
 */
export async function lockReinstatement(
  tx: Transaction,
  organization: string,
  reinstatementId: string,
): Promise<LockedReinstatement> {
  await tx.$executeRaw`SET LOCAL lock_timeout = '5s'`;
  const [found] = await tx.$queryRaw<LockedReinstatement[]>`
    SELECT id, member_id AS "memberId", removal_id AS "removalId", status::text, plan_hash AS "planHash", ends_suspended AS "endsSuspended", reason
    FROM reinstatements WHERE organization_id = ${organization}::uuid AND id = ${reinstatementId}::uuid FOR NO KEY UPDATE`;
  if (found === undefined) throw new Failure('not-found', { object: 'reinstatement' });
  return found;
}

/** @throws Failure reinstatement-ended; wrong-state for a draft; not-found */
export async function lockRunningReinstatement(
  tx: Transaction,
  organization: string,
  reinstatementId: string,
): Promise<LockedReinstatement> {
  const found = await lockReinstatement(tx, organization, reinstatementId);
  const { status } = found;
  if (status === 'completed') throw new Failure('reinstatement-ended', { status });
  if (status === 'draft')
    throw new Failure('wrong-state', { object: 'reinstatement', state: status, needs: 'running' });
  return found;
}
