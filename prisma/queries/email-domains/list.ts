import { type Database, inOrganization } from '../../client.ts';
import type { EmailDomainRule } from '../../generated/enums.ts';

export interface EmailDomainRow {
  name: string;
  rule: EmailDomainRule;
  /** when a claim was proved last */
  provedAt: Date | null;
}

/** By name. */
export function listEmailDomains(
  db: Database,
  organization: string,
  page: { after: string | undefined; limit: number },
): Promise<EmailDomainRow[]> {
  const { after, limit } = page;
  return inOrganization(db, organization, (tx) =>
    tx.emailDomain.findMany({
      where: { organizationId: organization, ...(after === undefined ? {} : { name: { gt: after } }) },
      select: { name: true, rule: true, provedAt: true },
      orderBy: { name: 'asc' },
      take: limit,
    }),
  );
}

/** null where it is not listed. */
export function findEmailDomain(db: Database, organization: string, name: string): Promise<EmailDomainRow | null> {
  return inOrganization(db, organization, (tx) =>
    tx.emailDomain.findUnique({
      where: { organizationId_name: { organizationId: organization, name } },
      select: { name: true, rule: true, provedAt: true },
    }),
  );
}
