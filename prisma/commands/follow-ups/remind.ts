import type { Actor } from '../../../rules/audit/entry.ts';
import { changing } from '../../change.ts';
import type { Database, Transaction } from '../../client.ts';
import { once } from '../../receipt.ts';
import { lockFollowUp } from './lock.ts';

interface FollowUpInput {
  followUpId: string;
  now: Date;
  receipt: string;
}

/**
 * Counts a reminder; the mail is the caller's. `null` when it is closed.
 * @throws Failure not-found
 */
export function remindFollowUp(
  db: Database,
  organization: string,
  actor: Actor,
  input: FollowUpInput,
): Promise<{ toMemberId: string; reminders: number } | null> {
  const { followUpId, now, receipt } = input;
  return changing(db, organization, actor, (tx, record) =>
    once(tx, organization, receipt, async () => {
      const { status, ownerId, ...followUp } = await lockFollowUp(tx, organization, followUpId);
      if (status !== 'open') return null;
      const reminders = followUp.reminders + 1;
      await tx.followUp.update({
        where: { organizationId_id: { organizationId: organization, id: followUpId } },
        data: { reminders, remindedAt: now },
        select: { id: true },
      });
      const after = { memberId: ownerId, reminders };
      record({ action: 'follow-up.reminded', object: 'follow-up', objectId: followUpId, after });
      return { toMemberId: ownerId, reminders };
    }),
  );
}

/**
 * The owner's manager, else the custodian, is to be told too; the second time and later the custodian. `null` when it is closed, or was escalated `nth` times.
 * @throws Failure not-found
 */
export function escalateFollowUp(
  db: Database,
  organization: string,
  actor: Actor,
  input: FollowUpInput & { nth: number },
): Promise<{ toMemberId: string } | null> {
  const { followUpId, nth, now, receipt } = input;
  return changing(db, organization, actor, (tx, record) =>
    once(tx, organization, receipt, async () => {
      const { status, ownerId, escalations } = await lockFollowUp(tx, organization, followUpId);
      if (status !== 'open' || escalations >= nth) return null;
      const toMemberId = await above(tx, organization, ownerId, nth);
      await tx.followUp.update({
        where: { organizationId_id: { organizationId: organization, id: followUpId } },
        data: { escalatedAt: now, escalations: nth },
        select: { id: true },
      });
      const after = { memberId: toMemberId };
      record({ action: 'follow-up.escalated', object: 'follow-up', objectId: followUpId, after });
      return { toMemberId };
    }),
  );
}

/** First the manager, where there is an active one; else the custodian, of whom there always is one. */
async function above(tx: Transaction, organizationId: string, memberId: string, nth: number): Promise<string> {
  const { manager } = await tx.member.findUniqueOrThrow({
    where: { organizationId_id: { organizationId, id: memberId } },
    select: { manager: { select: { id: true, status: true } } },
  });
  if (nth === 1 && manager?.status === 'active') return manager.id;
  const { custodianId } = await tx.organization.findUniqueOrThrow({
    where: { id: organizationId },
    select: { custodianId: true },
  });
  return custodianId ?? memberId;
}
