import type { Relationship } from '../../../rules/invitations/verdict.ts';
import { type Database, inOrganization } from '../../client.ts';
import type { OrgRole } from '../../generated/enums.ts';
import type { Secrets } from '../../secrets/secrets.ts';

export interface InvitationMail {
  email: string;
  name: string | null;
  organizationName: string;
  inviterName: string;
  role: OrgRole;
  relationship: Relationship;
  endsAt: Date | null;
  expiresAt: Date;
  /** goes into the fragment of `${DOORWARD_URL}/join#{organization}.{invitationId}.{token}` */
  token: string;
}

/** What to mail of an invitation's link; null when that link is good no more: then there is nothing to send. */
export function invitationMail(
  db: Database,
  secrets: Secrets,
  organization: string,
  { invitationId, version }: { invitationId: string; version: number },
): Promise<InvitationMail | null> {
  return inOrganization(db, organization, async (tx) => {
    const invitation = await tx.invitation.findUnique({
      where: { organizationId_id: { organizationId: organization, id: invitationId } },
      include: { inviter: { select: { name: true } } },
    });
    if (invitation?.status !== 'sent' || invitation.version !== version || invitation.expiresAt === null) return null;
    const { email, name, role, relationship, endsAt, expiresAt, inviter } = invitation;
    const { name: organizationName } = await tx.organization.findUniqueOrThrow({
      where: { id: organization },
      select: { name: true },
    });
    const token = secrets.linkToken('invitation', organization, invitationId, version);
    const terms = { role, relationship, endsAt, expiresAt };
    return { email, name, organizationName, inviterName: inviter.name, ...terms, token };
  });
}

/** What to tell the inviter of an invitation that was refused; null unless it was. `refusals`: what the approvers said. */
export function refusedInvitation(
  db: Database,
  organization: string,
  invitationId: string,
): Promise<{
  inviterId: string;
  invited: string;
  endedReason: string;
  refusals: { by: string; reason: string }[];
} | null> {
  return inOrganization(db, organization, async (tx) => {
    const invitation = await tx.invitation.findUnique({
      where: { organizationId_id: { organizationId: organization, id: invitationId } },
    });
    if (invitation?.status !== 'refused') return null;
    const decisions = await tx.approvalDecision.findMany({
      where: { organizationId: organization, decision: 'refuse', approval: { subjectId: invitationId } },
      include: { member: { select: { name: true } } },
      orderBy: { at: 'asc' },
    });
    return {
      inviterId: invitation.inviterId,
      invited: invitation.name ?? invitation.email,
      endedReason: invitation.endedReason ?? '',
      refusals: decisions.map(({ member, reason }) => ({ by: member.name, reason })),
    };
  });
}
