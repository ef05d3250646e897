import { Failure } from '../../../rules/failures.ts';
import type { Transaction } from '../../client.ts';
import type { FollowUpStatus } from '../../generated/enums.ts';

export interface LockedFollowUp {
  id: string;
  removalId: string;
  itemKey: string;
  ownerId: string;
  status: FollowUpStatus;
  reminders: number;
  escalatedAt: Date | null;
}

/**
 * A follow-up that nobody else changes until this transaction ends.
 * @throws Failure not-found
 */
export async function lockFollowUp(tx: Transaction, organization: string, followUpId: string): Promise<LockedFollowUp> {
  const [followUp] = await tx.$queryRaw<LockedFollowUp[]>`
    SELECT id, removal_id AS "removalId", item_key AS "itemKey", owner_id AS "ownerId", status::text, reminders, escalated_at AS "escalatedAt"
    FROM follow_ups WHERE organization_id = ${organization}::uuid AND id = ${followUpId}::uuid FOR NO KEY UPDATE`;
  if (followUp === undefined) throw new Failure('not-found', { object: 'follow-up' });
  return followUp;
}
