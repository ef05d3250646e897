import type { OrganizationStatus } from '../../../rules/access/types.ts';
import { type Policy, policyOf } from '../../../rules/organizations/policy.ts';
import { type Database, inOrganization } from '../../client.ts';
import type { MemberRef } from '../members/refs.ts';

export interface OrganizationView {
  id: string;
  slug: string;
  name: string;
  status: OrganizationStatus;
  custodian: MemberRef | null;
  billingContact: MemberRef | null;
  policy: Policy;
  createdAt: Date;
}

/** null where there is none. */
export async function findOrganization(db: Database, organization: string): Promise<OrganizationView | null> {
  const member = { select: { id: true, name: true, kind: true } } as const;
  const found = await inOrganization(db, organization, (tx) =>
    tx.organization.findUnique({
      where: { id: organization },
      select: {
        id: true,
        slug: true,
        name: true,
        status: true,
        custodian: member,
        billingContact: member,
        policy: true,
        createdAt: true,
      },
    }),
  );
  return found === null ? null : { ...found, policy: policyOf(found.policy) };
}
