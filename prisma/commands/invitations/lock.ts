import { Failure } from '../../../rules/failures.ts';
import type { Transaction } from '../../client.ts';
import type { Prisma } from '../../generated/client.ts';

export type LockedInvitation = Prisma.InvitationGetPayload<{ include: { teams: true } }>;

/**
 * An invitation that nobody else changes until this transaction ends.
 * @throws Failure not-found
 */
export async function lockInvitation(
  tx: Transaction,
  organization: string,
  invitationId: string,
): Promise<LockedInvitation> {
  await tx.$queryRaw`
    SELECT id FROM invitations WHERE organization_id = ${organization}::uuid AND id = ${invitationId}::uuid FOR NO KEY UPDATE`;
  const invitation = await tx.invitation.findUnique({
    where: { organizationId_id: { organizationId: organization, id: invitationId } },
    include: { teams: true },
  });
  if (invitation === null) throw new Failure('not-found', { object: 'invitation' });
  return invitation;
}

/** What is done to invitations of one address in one organization is done one after the other. */
export async function lockAddress(tx: Transaction, organization: string, email: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`invitation:${organization}:${email}`}, 0))`;
}
