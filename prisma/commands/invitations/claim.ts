import { type Database, inOrganization } from '../../client.ts';
import { hashOf } from '../../secrets/links.ts';
import { ensurePerson } from '../persons/person-of.ts';
import { checkLink } from './link.ts';

export interface Claim {
  invitationId: string;
  /** as it came from the link */
  token: string;
  /** what the person wants to be called */
  name?: string;
  now: Date;
}

/**
 * What must be there before `accept` can be asked of the process: the person who holds the invited address, found or made, and how they want to be called. Nobody
 * is a member by it. Idempotent.
 * @returns what `accept` takes
 * @throws Failure link-not-valid
 */
export async function claimInvitation(
  db: Database,
  organization: string,
  { invitationId, token, name, now }: Claim,
): Promise<{ personId: string; tokenHash: string }> {
  const tokenHash = hashOf(token);
  const email = await inOrganization(db, organization, async (tx) => {
    const where = { organizationId_id: { organizationId: organization, id: invitationId } };
    const invitation = await tx.invitation.findUnique({ where });
    checkLink(invitation, tokenHash, now);
    if (name !== undefined) await tx.invitation.updateMany({ where: { id: invitationId, tokenHash }, data: { name } });
    return invitation?.email ?? '';
  });
  const personId = await ensurePerson(db, email, now);
  return { personId, tokenHash: Buffer.from(tokenHash).toString('hex') };
}
