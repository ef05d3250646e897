import { type Database, inOrganization } from '../../client.ts';

/** An organization's own sign-in; its secret is in no answer. */
export interface SsoConnectionView {
  id: string;
  name: string;
  issuer: string;
  clientId: string;
  triedAt: Date | null;
  enforcedAt: Date | null;
  createdAt: Date;
  changedAt: Date;
  /** members who have come in by it */
  members: number;
}

/** Null: the organization has none, or does not exist. */
export function findSsoConnection(db: Database, organizationId: string): Promise<SsoConnectionView | null> {
  return inOrganization(db, organizationId, async (tx) => {
    const found = await tx.ssoConnection.findFirst({
      where: { organizationId, removedAt: null },
      select: {
        id: true,
        name: true,
        issuer: true,
        clientId: true,
        triedAt: true,
        enforcedAt: true,
        createdAt: true,
        changedAt: true,
        _count: { select: { identities: true } },
      },
    });
    if (found === null) return null;
    const { _count: counts, ...connection } = found;
    return { ...connection, members: counts.identities };
  });
}
