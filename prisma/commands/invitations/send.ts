import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import type { SentLink } from '../../../rules/invitations/link.ts';
import { possibleIn } from '../../../rules/invitations/states.ts';
import { changing } from '../../change.ts';
import type { Database } from '../../client.ts';
import { once } from '../../receipt.ts';
import type { Secrets } from '../../secrets/secrets.ts';
import { checkMayInvite, judged } from './assess.ts';
import { sendLinkIn } from './link.ts';
import { lockInvitation } from './lock.ts';
import type { ClickedInput, InvitationEffectInput } from './request.ts';

/**
 * Awaiting approval → sent, once it is approved. What an email domain was is asked again: it may have been blocked since.
 * @throws Failure wrong-state unless it awaits an approval that was given; email-domain-blocked; organization-suspended
 */
export function sendInvitation(
  db: Database,
  secrets: Secrets,
  organization: string,
  actor: Actor,
  { invitationId, receipt, now }: InvitationEffectInput,
): Promise<SentLink> {
  return changing(db, organization, actor, (tx, record) =>
    once(tx, organization, receipt, async () => {
      const invitation = await lockInvitation(tx, organization, invitationId);
      const approved = await tx.approval.count({
        where: { organizationId: organization, subject: 'invitation', subjectId: invitationId, status: 'approved' },
      });
      if (invitation.status !== 'awaiting_approval' || approved === 0) {
        throw new Failure('wrong-state', { object: 'invitation', state: invitation.status, needs: 'approved' });
      }
      const { policy } = await judged(tx, organization, invitation);
      return await sendLinkIn(tx, record, secrets, invitation, { policy, now, action: 'invitation.sent' });
    }),
  );
}

/**
 * Sends an open invitation anew: another link, good for as long as the first was; the earlier one is void.
 * @throws Failure wrong-state unless it was sent; not-allowed; email-domain-blocked; organization-suspended
 */
export function resendInvitation(
  db: Database,
  secrets: Secrets,
  organization: string,
  actor: Actor,
  { invitationId, receipt, now, actorId }: ClickedInput,
): Promise<SentLink> {
  return changing(db, organization, actor, (tx, record) =>
    once(tx, organization, receipt, async () => {
      await checkMayInvite(tx, organization, actorId);
      const invitation = await lockInvitation(tx, organization, invitationId);
      if (!possibleIn.resend.includes(invitation.status)) {
        throw new Failure('wrong-state', { object: 'invitation', state: invitation.status, needs: 'sent' });
      }
      const { policy } = await judged(tx, organization, invitation);
      return await sendLinkIn(tx, record, secrets, invitation, { policy, now, action: 'invitation.resent' });
    }),
  );
}
