import type { AffiliationSide } from '../../../rules/organizations/affiliation.ts';
import { type Database, inOrganization } from '../../client.ts';
import type { AffiliationStatus } from '../../generated/enums.ts';

export interface AffiliationRow {
  id: string;
  other: AffiliationSide;
  status: AffiliationStatus;
  expiresAt: Date | null;
  otherOrganizationId: string | null;
  otherName: string | null;
  createdAt: Date;
  agreedAt: Date | null;
  endedAt: Date | null;
}

const select = {
  id: true,
  other: true,
  status: true,
  expiresAt: true,
  otherOrganizationId: true,
  otherName: true,
  createdAt: true,
  agreedAt: true,
  endedAt: true,
} as const;

/** Latest first. */
export function listAffiliations(
  db: Database,
  organizationId: string,
  { after, limit }: { after?: { createdAt: Date; id: string }; limit: number },
): Promise<AffiliationRow[]> {
  const later = after && [{ createdAt: { lt: after.createdAt } }, { createdAt: after.createdAt, id: { lt: after.id } }];
  return inOrganization(db, organizationId, (tx) =>
    tx.affiliation.findMany({
      where: { organizationId, ...(later === undefined ? {} : { OR: later }) },
      select,
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: limit,
    }),
  );
}

export function findAffiliation(db: Database, organizationId: string, id: string): Promise<AffiliationRow | null> {
  return inOrganization(db, organizationId, (tx) =>
    tx.affiliation.findUnique({ where: { organizationId_id: { organizationId, id } }, select }),
  );
}
