import { Failure } from '../../../rules/failures.ts';
import type { Relationship } from '../../../rules/invitations/verdict.ts';
import { type Database, inOrganization } from '../../client.ts';
import { checkLink } from '../../commands/invitations/link.ts';
import type { OrgRole } from '../../generated/enums.ts';
import { hashOf } from '../../secrets/links.ts';

/** What someone is about to accept. */
export interface InvitationLook {
  organizationName: string;
  inviterName: string;
  email: string;
  name: string | null;
  role: OrgRole;
  relationship: Relationship;
  endsAt: Date | null;
  expiresAt: Date | null;
}

/**
 * What the holder of a link sees before they accept. Looking changes nothing.
 * @throws Failure link-not-valid, the same for a link that never was
 */
export function lookAtInvitation(
  db: Database,
  organization: string,
  { invitationId, token, now }: { invitationId: string; token: string; now: Date },
): Promise<InvitationLook> {
  return inOrganization(db, organization, async (tx) => {
    const invitation = await tx.invitation.findUnique({
      where: { organizationId_id: { organizationId: organization, id: invitationId } },
      include: { inviter: { select: { name: true } } },
    });
    checkLink(invitation, hashOf(token), now);
    if (invitation === null) throw new Failure('link-not-valid', {});
    const { email, name, role, relationship, endsAt, expiresAt, inviter } = invitation;
    const { name: organizationName } = await tx.organization.findUniqueOrThrow({
      where: { id: organization },
      select: { name: true },
    });
    return { organizationName, inviterName: inviter.name, email, name, role, relationship, endsAt, expiresAt };
  });
}
