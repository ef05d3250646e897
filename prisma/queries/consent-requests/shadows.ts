import { type Database, inConsentShadows, inOrganization, type Transaction } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';

export interface Shadow {
  organization: string;
  grantId: string;
  createdAt: Date;
}

/** Consents of any organization that were stored before this instant and are still a shadow, the oldest first. */
export function shadowsBefore(db: Database, { before, limit }: { before: Date; limit: number }): Promise<Shadow[]> {
  return inConsentShadows(
    db,
    (tx) => tx.$queryRaw<Shadow[]>`
      SELECT organization_id AS organization, id AS "grantId", created_at AS "createdAt" FROM grants
      WHERE status = 'shadow' AND created_at < ${before}::timestamptz ORDER BY created_at LIMIT ${limit}`,
  );
}

/** What was asked for when this was given. */
export async function requestOfShadow(db: Database, { organization, grantId }: Shadow): Promise<string | null> {
  const where = { organizationId: organization, grantId };
  const found = await inOrganization(db, organization, (tx) =>
    tx.consentRequest.findFirst({ where, select: { id: true } }),
  );
  return found?.id ?? null;
}

/** On the connections whose consents a removal ends: what somebody else gave and is in no use. */
export async function shadowsBeside(
  tx: Transaction,
  organization: string,
  removalId: string,
): Promise<{ grantId: string; connectionId: string }[]> {
  return await tx.$queryRaw(Prisma.sql`
    SELECT DISTINCT s.id AS "grantId", s.connection_id AS "connectionId" FROM plan_items i
      JOIN grants g ON g.organization_id = i.organization_id AND g.id = i.object_id
      JOIN grants s ON s.organization_id = g.organization_id AND s.connection_id = g.connection_id AND s.status = 'shadow'
    WHERE i.organization_id = ${organization}::uuid AND i.removal_id = ${removalId}::uuid AND i.kind = 'grant' ORDER BY 1`);
}
