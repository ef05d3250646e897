import { type Policy, policyOf } from '../../../rules/organizations/policy.ts';
import { type Database, inOrganization, type Transaction } from '../../client.ts';

/** The organization's policy, defaults filled in. */
export async function policyIn(tx: Transaction, organization: string): Promise<Policy> {
  const { policy } = await tx.organization.findUniqueOrThrow({ where: { id: organization }, select: { policy: true } });
  return policyOf(policy);
}

/** The same, in a transaction of its own. */
export function findPolicy(db: Database, organization: string): Promise<Policy> {
  return inOrganization(db, organization, (tx) => policyIn(tx, organization));
}
