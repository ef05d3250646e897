import { type Database, inOrganization, openDirectory } from '../../client.ts';

/**
 * The links that were mailed to bring someone in, as their tokens are derived: every version up to the last, of each invitation that made them a member and of
 * each that is open to an address of theirs.
 */
export async function mailedLinksTo(
  db: Database,
  organization: string,
  { memberId, personId }: { memberId: string; personId: string | null },
): Promise<{ invitationId: string; version: number }[]> {
  const invitations = await inOrganization(db, organization, async (tx) => {
    await openDirectory(tx);
    const held =
      personId === null
        ? []
        : await tx.personEmail.findMany({ where: { personId, until: null }, select: { email: true } });
    return tx.invitation.findMany({
      where: {
        organizationId: organization,
        version: { gt: 0 },
        OR: [{ memberId }, { status: 'sent', email: { in: held.map(({ email }) => email) } }],
      },
      select: { id: true, version: true },
      orderBy: { id: 'asc' },
    });
  });
  return invitations.flatMap(({ id, version }) =>
    Array.from({ length: version }, (_, i) => ({ invitationId: id, version: i + 1 })),
  );
}
