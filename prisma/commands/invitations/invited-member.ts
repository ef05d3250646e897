import type { Transaction } from '../../client.ts';
import type { LockedInvitation } from './lock.ts';

/** The row of a member who is invited: it holds the place, and becomes the member on acceptance. */
export async function createInvitedMember(tx: Transaction, invitation: LockedInvitation, now: Date): Promise<string> {
  const { organizationId, email, role, customRoleId, relationship, sponsorId, endsAt } = invitation;
  const member = await tx.member.create({
    data: {
      organizationId,
      status: 'invited',
      role,
      customRoleId,
      relationship,
      name: invitation.name ?? email,
      email,
      sponsorId,
      endsAt,
      createdAt: now,
    },
    select: { id: true },
  });
  await tx.invitation.update({
    where: { organizationId_id: { organizationId, id: invitation.id } },
    data: { memberId: member.id },
    select: { id: true },
  });
  return member.id;
}

/** An invitation that came to nothing, or whose person turned out to have a row already, leaves no member behind. */
export async function deleteInvitedMember(tx: Transaction, invitation: LockedInvitation): Promise<void> {
  const { organizationId, id, memberId } = invitation;
  if (memberId === null) return;
  await tx.invitation.update({
    where: { organizationId_id: { organizationId, id } },
    data: { memberId: null },
    select: { id: true },
  });
  await tx.invitation.updateMany({ where: { organizationId, looksLikeId: memberId }, data: { looksLikeId: null } });
  await tx.share.deleteMany({ where: { organizationId, memberId } });
  await tx.teamMember.deleteMany({ where: { organizationId, memberId } });
  await tx.member.deleteMany({ where: { organizationId, id: memberId, status: 'invited' } });
}
