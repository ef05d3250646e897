import { randomUUID } from 'node:crypto';
import { type Database, inOrganization, openDirectory } from '../../client.ts';
import type { ProvidersIdentity } from '../../commands/sso-connections/sign-in.ts';

/**
 * Whom the organization's provider may say that a member is: each account that they have come in by, and one that nobody has seen yet, with each address that is theirs here or their own, verified.
 * Null: the organization has no sign-in of its own.
 */
export function providersIdentitiesOf(
  db: Database,
  organizationId: string,
  { memberId, personId }: { memberId: string; personId: string | null },
): Promise<ProvidersIdentity[] | null> {
  return inOrganization(db, organizationId, async (tx) => {
    const connection = await tx.ssoConnection.findFirst({
      where: { organizationId, removedAt: null },
      select: { id: true, identities: { where: { memberId }, select: { subject: true } } },
    });
    if (connection === null) return null;
    await openDirectory(tx);
    const member = await tx.member.findUnique({
      where: { organizationId_id: { organizationId, id: memberId } },
      select: { email: true },
    });
    const own = personId === null ? [] : await tx.personEmail.findMany({ where: { personId, until: null } });
    const emails = [...new Set([member?.email ?? null, ...own.map(({ email }) => email)])].filter(
      (email) => email !== null,
    );
    const known = connection.identities.map(({ subject }) => subject);
    const seen = { ssoConnectionId: connection.id, authenticatedAt: null };
    const unseen = emails.map((email) => ({ ...seen, subject: randomUUID(), email }));
    return [...known.map((subject) => ({ ...seen, subject, email: emails[0] ?? null })), ...unseen];
  });
}
