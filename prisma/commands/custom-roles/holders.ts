import { descendants } from '../../../rules/access/custom-roles.ts';
import type { Transaction } from '../../client.ts';
import { lockCustomRole } from './lock.ts';

/**
 * Whom a change of a custom role touches: who holds it, and (`below`) who holds what builds on it. In the order of their ids; no custom role changes until the
 * transaction ends.
 * @throws Failure not-found; wrong-state when it is archived
 */
export async function holdersOf(
  tx: Transaction,
  organization: string,
  { customRoleId, below }: { customRoleId: string; below: boolean },
): Promise<string[]> {
  const { all } = await lockCustomRole(tx, organization, customRoleId);
  const touched = [customRoleId, ...(below ? descendants(all, customRoleId) : [])];
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM members WHERE organization_id = ${organization}::uuid AND custom_role_id = ANY(${touched}::uuid[])
      AND status IN ('active', 'suspended') ORDER BY id`;
  return rows.map(({ id }) => id);
}
