import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { changing, type Record } from '../../change.ts';
import type { Database, Transaction } from '../../client.ts';
import { mustNotBeReinstated } from '../../queries/reinstatements/terms.ts';
import { lockMember } from './lock.ts';
import type { Suspension } from './suspend.ts';

/**
 * The exact reverse of a suspension, in the caller's transaction: the member is active again with all that they had, and their automation runs as
 * them. Sessions that were ended stay ended: signing in again is the proof that it is still them (decision 4).
 * @throws Failure not-found; wrong-state unless suspended
 */
export async function reactivateIn(
  tx: Transaction,
  record: Record,
  organization: string,
  { memberId, now, reason, text }: Suspension,
): Promise<void> {
  const member = await lockMember(tx, organization, memberId);
  if (member.status !== 'suspended') {
    throw new Failure('wrong-state', { object: 'member', state: member.status, needs: 'suspended' });
  }
  await tx.member.update({
    where: { organizationId_id: { organizationId: organization, id: memberId } },
    data: { status: 'active', suspendedAt: null },
    select: { id: true },
  });
  await tx.caretaker.updateMany({
    where: { organizationId: organization, leaverId: memberId, endedAt: null },
    data: { endedAt: now },
  });
  record({
    action: 'member.reactivated',
    object: 'member',
    objectId: memberId,
    before: { status: 'suspended' },
    after: { status: 'active' },
    reason,
    personal: [{ of: memberId, values: { reason: text } }],
  });
}

/**
 * An admin lifts a suspension. Where a removal has made it its own, that removal is cancelled instead.
 * @throws Failure as reactivateIn; already-leaving, being-reinstated
 */
export function reactivateMember(db: Database, organization: string, actor: Actor, input: Suspension): Promise<void> {
  return changing(db, organization, actor, async (tx, record) => {
    await reactivateIn(tx, record, organization, input);
    const removal = await tx.removal.findFirst({
      where: {
        organizationId: organization,
        memberId: input.memberId,
        status: 'running',
      },
      select: { id: true },
    });
    if (removal !== null) throw new Failure('already-leaving', { removalId: removal.id });
    await mustNotBeReinstated(tx, organization, input.memberId);
  });
}
