import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { pseudonymOf } from '../../../rules/members/pseudonym.ts';
import { changing } from '../../change.ts';
import type { Database, Transaction } from '../../client.ts';
import { once } from '../../receipt.ts';
import { destroyKeysIn } from '../audit-entries/destroy-keys.ts';
import { eraseTexts } from '../erasures/texts.ts';
import { lockMember } from '../members/lock.ts';
import { endMember } from './deactivate.ts';
import type { RemovalEffectInput } from './input.ts';
import { lockRunning } from './lock.ts';
import { mayBeErasedNow } from '../../queries/erasures/read.ts';

/**
 * Instead of `deactivateLeaver`: the same, and the person's values in this organization are replaced by one pseudonym. The opaque id of the person stays
 * with the member, so that they never come back by signing in; their address belongs to themselves and to other organizations, and is not ours to erase.
 * @throws Failure erasure-forbidden, removal-ended, wrong-state; no-custodian, no-billing-contact where they still are it
 */
export function eraseLeaver(
  db: Database,
  organization: string,
  actor: Actor,
  input: RemovalEffectInput,
): Promise<{ runsAsLeaver: number }> {
  const { removalId, now, receipt } = input;
  return changing(db, organization, actor, (tx, record) =>
    once(tx, organization, receipt, async () => {
      const { memberId } = await lockRunning(tx, organization, removalId);
      await lockMember(tx, organization, memberId); // before the hold is read: one that is placed meanwhile waits, and is refused
      if (!(await mayBeErasedNow(tx, organization, memberId)))
        throw new Failure('erasure-forbidden', { because: 'policy' });
      const ended = await endMember(tx, record, organization, { removalId, memberId, now, status: 'removed' });
      await replaceValues(tx, organization, memberId);
      return ended;
    }),
  );
}

/** Every place in an organization that holds a value of one of its people; a new one belongs here. */
export async function replaceValues(tx: Transaction, organizationId: string, memberId: string): Promise<void> {
  const pseudonym = pseudonymOf(memberId);
  const where = { organizationId_id: { organizationId, id: memberId } };
  const { email } = await tx.member.findUniqueOrThrow({ where, select: { email: true } });
  await tx.member.update({ where, data: { name: pseudonym, pseudonym, email: null }, select: { id: true } });
  const invited = { organizationId, OR: [{ memberId }, ...(email === null ? [] : [{ email }])] };
  const invitations = await tx.invitation.findMany({ where: invited, select: { id: true } });
  const invitationIds = invitations.map(({ id }) => id);
  await destroyKeysIn(tx, organizationId, [memberId, ...invitationIds]);
  await tx.invitation.updateMany({
    where: invited,
    data: { name: pseudonym, email: `${pseudonym}@erased.invalid`, reason: null },
  });
  await eraseFromLeaves(tx, organizationId, { memberId, email });
  await tx.credential.updateMany({
    where: { organizationId, holderId: memberId },
    data: { name: pseudonym, lastUsedFrom: null, lastUsedAgent: null },
  });
  await tx.grant.updateMany({ where: { organizationId, memberId }, data: { account: null } });
  await tx.ssoIdentity.deleteMany({ where: { organizationId, memberId } });
  await tx.evidenceFile.updateMany({ where: { organizationId, uploadedById: memberId }, data: { name: 'evidence' } });
  await tx.evidenceFile.updateMany({
    where: { organizationId, followUp: { removal: { memberId } } },
    data: { name: 'evidence', contentBox: null },
  });
  await eraseTexts(tx, organizationId, { memberId, invitationIds });
  await tx.removal.updateMany({ where: { organizationId, memberId }, data: { reason: 'erased' } });
  await tx.erasure.updateMany({ where: { organizationId, memberId }, data: { reason: 'erased' } });
  await tx.reinstatement.updateMany({ where: { organizationId, memberId }, data: { reason: 'erased' } });
  await tx.$executeRaw`
    UPDATE plan_items i SET facts = i.facts - 'lastUsedFrom' FROM removals r
    WHERE r.organization_id = ${organizationId}::uuid AND r.member_id = ${memberId}::uuid AND i.organization_id = r.organization_id
      AND i.removal_id = r.id AND i.kind = 'api-key' AND i.facts ? 'lastUsedFrom'`;
}

/** By their address, and where an admin chose them for a leave under another one. */
async function eraseFromLeaves(
  tx: Transaction,
  organizationId: string,
  { memberId, email }: { memberId: string; email: string | null },
): Promise<void> {
  const removals = await tx.removal.findMany({
    where: { organizationId, memberId, leaveId: { not: null }, status: { in: ['running', 'completed'] } },
    select: { leaveId: true },
  });
  const ids = removals.flatMap(({ leaveId }) => leaveId ?? []);
  const theirs = email === null ? [] : [{ email }];
  const data = { email: null };
  await tx.leave.updateMany({ where: { organizationId, OR: [{ id: { in: ids } }, ...theirs] }, data });
  await tx.leaveRequest.updateMany({ where: { organizationId, OR: [{ leaveId: { in: ids } }, ...theirs] }, data });
}
