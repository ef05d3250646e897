import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { type InvitationStatus, possibleIn } from '../../../rules/invitations/states.ts';
import { changing, type Record } from '../../change.ts';
import type { Database, Transaction } from '../../client.ts';
import { once } from '../../receipt.ts';
import { withdrawApprovalIn } from '../approvals/end.ts';
import { checkMayInvite } from './assess.ts';
import { deleteInvitedMember } from './invited-member.ts';
import { type LockedInvitation, lockInvitation } from './lock.ts';
import type { ClickedInput, InvitationEffectInput } from './request.ts';

/**
 * An admin takes an open invitation back: its link is void, an approval that waits is withdrawn, nobody is left behind.
 * @throws Failure wrong-state when it has ended, or was never begun; not-allowed
 */
export function revokeInvitation(
  db: Database,
  organization: string,
  actor: Actor,
  { invitationId, receipt, now, actorId }: ClickedInput,
): Promise<{ status: 'revoked' }> {
  return changing(db, organization, actor, (tx, record) =>
    once(tx, organization, receipt, async () => {
      await checkMayInvite(tx, organization, actorId);
      const invitation = await lockInvitation(tx, organization, invitationId);
      if (!possibleIn.revoke.includes(invitation.status)) {
        throw new Failure('wrong-state', { object: 'invitation', state: invitation.status, needs: 'open' });
      }
      await endIn(tx, record, invitation, { status: 'revoked', reason: 'revoked', now });
      return { status: 'revoked' as const };
    }),
  );
}

/** Ends an invitation whose link has expired. One that was accepted, revoked or sent anew meanwhile stays as it is: the answer says which. */
export function expireInvitation(
  db: Database,
  organization: string,
  actor: Actor,
  { invitationId, receipt, now }: InvitationEffectInput,
): Promise<{ status: InvitationStatus }> {
  return changing(db, organization, actor, (tx, record) =>
    once(tx, organization, receipt, async () => {
      const invitation = await lockInvitation(tx, organization, invitationId);
      const expired = invitation.status === 'sent' && invitation.expiresAt !== null && invitation.expiresAt <= now;
      if (!expired) return { status: invitation.status };
      await endIn(tx, record, invitation, { status: 'expired', reason: 'not-accepted', now });
      return { status: 'expired' as const };
    }),
  );
}

/** Ends an invitation that was not approved, or may not be sent any more. `reason` is a name, for people to read: `approval-refused`, `approval-expired`, … */
export function refuseInvitation(
  db: Database,
  organization: string,
  actor: Actor,
  { invitationId, receipt, now, reason }: InvitationEffectInput & { reason: string },
): Promise<{ status: InvitationStatus }> {
  return changing(db, organization, actor, (tx, record) =>
    once(tx, organization, receipt, async () => {
      const invitation = await lockInvitation(tx, organization, invitationId);
      if (invitation.status !== 'awaiting_approval') return { status: invitation.status };
      await endIn(tx, record, invitation, { status: 'refused', reason, now });
      return { status: 'refused' as const };
    }),
  );
}

async function endIn(
  tx: Transaction,
  record: Record,
  invitation: LockedInvitation,
  { status, reason, now }: { status: 'revoked' | 'expired' | 'refused'; reason: string; now: Date },
): Promise<void> {
  const { organizationId, id } = invitation;
  await deleteInvitedMember(tx, invitation);
  await tx.invitation.update({
    where: { organizationId_id: { organizationId, id } },
    data: { status, tokenHash: null, endedAt: now, endedReason: reason },
    select: { id: true },
  });
  record({
    action: `invitation.${status}`,
    object: 'invitation',
    objectId: id,
    before: { status: invitation.status, memberId: invitation.memberId },
    after: { status },
    reason,
  });
  await withdrawApprovalIn(tx, record, organizationId, { subject: 'invitation', subjectId: id, now });
}
