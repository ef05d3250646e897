import type { SentLink } from '../../../rules/invitations/link.ts';
import type { InvitationStatus } from '../../../rules/invitations/states.ts';
import { type Database, inOrganization } from '../../client.ts';
import { policyIn } from '../organizations/policy.ts';

export interface InvitationStanding {
  status: InvitationStatus;
  /** while it is sent */
  link: SentLink | null;
  /** while it awaits approval */
  approval: { id: string; requestedById: string } | null;
}

/** Where an invitation stands now, as its process needs to know. */
export function standingOfInvitation(
  db: Database,
  organization: string,
  invitationId: string,
): Promise<InvitationStanding> {
  return inOrganization(db, organization, async (tx) => {
    const { status, version, tokenHash, sentAt, expiresAt } = await tx.invitation.findUniqueOrThrow({
      where: { organizationId_id: { organizationId: organization, id: invitationId } },
    });
    if (status === 'awaiting_approval') {
      const approval = await tx.approval.findFirst({
        where: { organizationId: organization, subject: 'invitation', subjectId: invitationId },
        select: { id: true, requestedById: true },
        orderBy: { createdAt: 'desc' },
      });
      return { status, link: null, approval };
    }
    if (status !== 'sent' || tokenHash === null || sentAt === null || expiresAt === null) {
      return { status, link: null, approval: null };
    }
    const policy = await policyIn(tx, organization);
    const link: SentLink = {
      version,
      tokenHash: Buffer.from(tokenHash).toString('hex'),
      sentAt: sentAt.toISOString(),
      expiresAt: expiresAt.toISOString(),
      reminderDays: policy.invitations.reminderDays,
    };
    return { status, link, approval: null };
  });
}
