import { type Database, inOrganization } from '../../client.ts';

/** The links that were mailed to someone to bring them in, as their tokens are derived: every version up to the last. */
export async function mailedLinksTo(
  db: Database,
  organization: string,
  { memberId }: { memberId: string },
): Promise<{ invitationId: string; version: number }[]> {
  const invitations = await inOrganization(db, organization, (tx) =>
    tx.invitation.findMany({
      where: { organizationId: organization, memberId, version: { gt: 0 } },
      select: { id: true, version: true },
      orderBy: { id: 'asc' },
    }),
  );
  return invitations.flatMap(({ id, version }) =>
    Array.from({ length: version }, (_, i) => ({ invitationId: id, version: i + 1 })),
  );
}
