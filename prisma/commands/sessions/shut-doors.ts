import type { Transaction } from '../../client.ts';
import type { Prisma } from '../../generated/client.ts';

/**
 * Shuts the doors that sessions have opened into an organization: those which are so. Other organizations of the same people see nothing of it (decision 4).
 * @returns how many were open
 */
export async function shutDoors(
  tx: Transaction,
  those: Prisma.SessionOrganizationWhereInput & { organizationId: string },
  now: Date,
): Promise<number> {
  const where = { ...those, revokedAt: null };
  const { count } = await tx.sessionOrganization.updateMany({ where, data: { revokedAt: now } });
  return count;
}
