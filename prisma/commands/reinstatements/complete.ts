import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { changing, type Record } from '../../change.ts';
import type { Database, Transaction } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';
import { once } from '../../receipt.ts';
import { syncExposuresOfMember } from '../connections/exposures.ts';
import { lockMember } from '../members/lock.ts';
import type { ReinstatementEffectInput } from './input.ts';
import { finishReinstatementItems, type OpenReinstatementItem } from './items.ts';
import { lockRunningReinstatement } from './lock.ts';

/**
 * The last step, in one transaction: billing contact and custodianship go back, what people were asked to do outside is closed, and the member is in again, their
 * automation running as themselves; or still suspended, where they were so before the removal.
 * @throws Failure reinstatement-ended, wrong-state, not-found
 */
export function completeReinstatement(
  db: Database,
  organization: string,
  actor: Actor,
  input: ReinstatementEffectInput,
): Promise<{ status: 'active' | 'suspended' }> {
  const { reinstatementId, now, receipt } = input;
  return changing(db, organization, actor, (tx, record) =>
    once(tx, organization, receipt, async () => {
      const { memberId, endsSuspended } = await lockRunningReinstatement(tx, organization, reinstatementId);
      const at = { organization, reinstatementId, memberId, now };
      await giveBackOffices(tx, record, at);
      await closeFollowUps(tx, record, at);
      const status = endsSuspended ? 'suspended' : 'active';
      await letIn(tx, record, at, status);
      await tx.reinstatement.update({
        where: { organizationId_id: { organizationId: organization, id: reinstatementId } },
        data: { status: 'completed', endedAt: now },
        select: { id: true },
      });
      await tx.reinstatementStep.update({
        where: {
          organizationId_reinstatementId_step: { organizationId: organization, reinstatementId, step: 'activate' },
        },
        data: { status: 'done', endedAt: now, failure: Prisma.DbNull, blockedAt: null, deadline: null },
      });
      const outcomes = await tx.reinstatementItem.groupBy({
        by: ['outcome'],
        where: { organizationId: organization, reinstatementId },
        _count: true,
      });
      record({
        action: 'reinstatement.completed',
        object: 'reinstatement',
        objectId: reinstatementId,
        after: { memberId, status, ...Object.fromEntries(outcomes.map(({ outcome, _count }) => [outcome, _count])) },
      });
      return { status } as const;
    }),
  );
}

interface At {
  organization: string;
  reinstatementId: string;
  memberId: string;
  now: Date;
}

const offices = {
  'billing-contact': { column: 'billing_contact_id', action: 'organization.billing-contact-changed' },
  custodian: { column: 'custodian_id', action: 'organization.custodian-changed' },
} as const;

/** The organization's offices, as long as they are with whoever received them. */
async function giveBackOffices(tx: Transaction, record: Record, at: At): Promise<void> {
  for (const [kind, { column, action }] of Object.entries(offices)) {
    for (const { key, receiverId } of await pending(tx, at, kind)) {
      const back = await tx.$executeRaw`
        UPDATE organizations SET ${Prisma.raw(column)} = ${at.memberId}::uuid
        WHERE id = ${at.organization}::uuid AND ${Prisma.raw(column)} IS NOT DISTINCT FROM ${receiverId}::uuid`;
      await finishReinstatementItems(tx, at, back > 0 ? { restored: [key], kept: [] } : { restored: [], kept: [key] });
      if (back > 0)
        record({
          action,
          object: 'organization',
          objectId: at.organization,
          before: { memberId: receiverId },
          after: { memberId: at.memberId },
          reason: 'reinstatement',
        });
    }
  }
}

function pending(
  tx: Transaction,
  { organization, reinstatementId }: At,
  kind: string,
): Promise<Pick<OpenReinstatementItem, 'key' | 'objectId' | 'receiverId'>[]> {
  return tx.reinstatementItem.findMany({
    where: { organizationId: organization, reinstatementId, step: 'activate', kind, status: 'pending' },
    select: { key: true, objectId: true, receiverId: true },
    orderBy: { position: 'asc' },
  });
}

/** What was to be done because they left has not to be done any more. */
async function closeFollowUps(tx: Transaction, record: Record, at: At): Promise<void> {
  const items = await pending(tx, at, 'open-follow-up');
  if (items.length === 0) return;
  const closed = await tx.$queryRaw<{ id: string }[]>`
    UPDATE follow_ups SET status = 'waived', ended_at = ${at.now}::timestamptz WHERE organization_id = ${at.organization}::uuid
      AND id = ANY(${items.map(({ objectId }) => objectId)}::uuid[]) AND status = 'open' RETURNING id`;
  const ids = new Set(closed.map(({ id }) => id));
  const restored = items.filter(({ objectId }) => ids.has(objectId)).map(({ key }) => key);
  const kept = items.filter(({ objectId }) => !ids.has(objectId)).map(({ key }) => key);
  await finishReinstatementItems(tx, at, { restored, kept, why: 'ended-since' });
  for (let from = 0; from < closed.length; from += 1000)
    record({
      action: 'follow-up.waived',
      object: 'follow-up',
      after: { reinstatementId: at.reinstatementId, ids: closed.slice(from, from + 1000).map(({ id }) => id) },
      reason: 'reinstatement',
    });
}

async function letIn(
  tx: Transaction,
  record: Record,
  { organization, memberId, now }: At,
  status: 'active' | 'suspended',
): Promise<void> {
  const before = await lockMember(tx, organization, memberId);
  if (before.status !== 'suspended')
    throw new Failure('wrong-state', { object: 'member', state: before.status, needs: 'suspended' });
  if (status === 'active') {
    await tx.member.update({
      where: { organizationId_id: { organizationId: organization, id: memberId } },
      data: { status, suspendedAt: null },
      select: { id: true },
    });
    await tx.caretaker.updateMany({
      where: { organizationId: organization, leaverId: memberId, endedAt: null },
      data: { endedAt: now },
    });
  }
  await syncExposuresOfMember(tx, memberId, now);
  record({
    action: 'member.reinstated',
    object: 'member',
    objectId: memberId,
    before: { status: before.status },
    after: { status },
    reason: 'reinstatement',
  });
}
