import type { Actor } from '../../../rules/audit/entry.ts';
import { isOpenErasure } from '../../../rules/erasures/states.ts';
import { Failure } from '../../../rules/failures.ts';
import { changing, type Record } from '../../change.ts';
import type { Database, Transaction } from '../../client.ts';
import type { Erasure } from '../../generated/client.ts';
import type { ErasureStatus } from '../../generated/enums.ts';
import { once } from '../../receipt.ts';
import { withdrawApprovalIn } from '../approvals/end.ts';
import { lockMember } from '../members/lock.ts';
import { replaceValues } from '../removals/erase.ts';
import { lockErasure } from './lock.ts';
import { type ErasureEffectInput, settle } from './request.ts';
import { policyIn } from '../../queries/organizations/policy.ts';

/** After the approval: waiting for its date, or refused. One that was cancelled meanwhile stays so. */
export function settleErasure(
  db: Database,
  organizationId: string,
  actor: Actor,
  { erasureId: id, receipt, now, approved }: ErasureEffectInput & { approved: boolean },
): Promise<{ status: ErasureStatus }> {
  return changing(db, organizationId, actor, (tx, record) =>
    once(tx, organizationId, receipt, async () => {
      const erasure = await lockErasure(tx, organizationId, id);
      if (erasure.status !== 'awaiting_approval') return { status: erasure.status };
      if (!approved) {
        await settle(tx, record, { organizationId, id, status: 'refused', reason: 'approval', now });
        return { status: 'refused' as const };
      }
      await stand(tx, erasure, 'waiting');
      record({ action: 'erasure.approved', object: 'erasure', objectId: id, after: { status: 'waiting' } });
      return { status: 'waiting' as const };
    }),
  );
}

async function stand(tx: Transaction, { organizationId, id }: Erasure, status: ErasureStatus): Promise<void> {
  await tx.erasure.update({ where: { organizationId_id: { organizationId, id } }, data: { status } });
}

/** Nothing is erased; until it is, this is possible. Cancelling twice changes nothing. @throws Failure not-found, wrong-state */
export function cancelErasure(
  db: Database,
  organizationId: string,
  actor: Actor,
  { erasureId: id, receipt, now }: ErasureEffectInput,
): Promise<{ status: ErasureStatus }> {
  return changing(db, organizationId, actor, (tx, record) =>
    once(tx, organizationId, receipt, async () => {
      const { status } = await lockErasure(tx, organizationId, id);
      if (status === 'cancelled') return { status };
      if (!isOpenErasure(status))
        throw new Failure('wrong-state', { object: 'erasure', state: status, needs: 'waiting' });
      await withdrawApprovalIn(tx, record, organizationId, { subject: 'erasure', subjectId: id, now });
      await settle(tx, record, { organizationId, id, status: 'cancelled', reason: 'asked', now });
      return { status: 'cancelled' as const };
    }),
  );
}

/**
 * At its date: replaces what is personal by the pseudonym. Held under a legal hold, and where policy has come to forbid it; cancelled when they came back. Nothing is done to one that
 * has ended, so that repeating it needs no receipt.
 */
export function eraseMember(
  db: Database,
  organizationId: string,
  actor: Actor,
  { erasureId: id, now }: { erasureId: string; now: Date },
): Promise<{ status: ErasureStatus }> {
  return changing(db, organizationId, actor, async (tx, record) => {
    const erasure = await lockErasure(tx, organizationId, id);
    const { status, memberId, eraseAt } = erasure;
    if ((status !== 'waiting' && status !== 'held') || eraseAt > now) return { status };
    await lockMember(tx, organizationId, memberId);
    const member = await tx.member.findUniqueOrThrow({
      where: { organizationId_id: { organizationId, id: memberId } },
    });
    if (member.status !== 'deactivated' || member.deactivatedAt?.getTime() !== erasure.deactivatedAt.getTime()) {
      await settle(tx, record, { organizationId, id, status: 'cancelled', reason: 'came-back', now });
      return { status: 'cancelled' as const };
    }
    const because = member.legalHoldAt === null ? await forbids(tx, organizationId) : 'legal-hold';
    if (because !== null) {
      if (status !== 'held')
        record({ action: 'erasure.held', object: 'erasure', objectId: id, after: { status: 'held' }, reason: because });
      await stand(tx, erasure, 'held');
      return { status: 'held' as const };
    }
    await finish(tx, record, erasure, now);
    return { status: 'erased' as const };
  });
}

async function forbids(tx: Transaction, organizationId: string): Promise<'policy' | null> {
  const policy = await policyIn(tx, organizationId);
  return policy.removals.erasure === 'forbidden' ? 'policy' : null;
}

async function finish(tx: Transaction, record: Record, { organizationId, id, memberId }: Erasure, now: Date) {
  await tx.member.update({
    where: { organizationId_id: { organizationId, id: memberId } },
    data: { status: 'removed', removedAt: now },
    select: { id: true },
  });
  await replaceValues(tx, organizationId, memberId);
  await tx.erasure.update({
    where: { organizationId_id: { organizationId, id } },
    data: { status: 'erased', endedAt: now },
  });
  const change = { object: 'member', objectId: memberId, before: { status: 'deactivated' } };
  record({ ...change, action: 'member.erased', after: { status: 'removed' }, reason: `erasure ${id}` });
}
