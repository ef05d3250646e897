import { type Policy, policyOf } from '../../../rules/organizations/policy.ts';
import { type Database, inOrganization } from '../../client.ts';

/** The organization's policy, defaults filled in. */
export async function findPolicy(db: Database, organization: string): Promise<Policy> {
  const { policy } = await inOrganization(db, organization, (tx) =>
    tx.organization.findUniqueOrThrow({ where: { id: organization }, select: { policy: true } }),
  );
  return policyOf(policy);
}
