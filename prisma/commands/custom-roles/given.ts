import type { OrgRole } from '../../../rules/access/types.ts';
import { Failure } from '../../../rules/failures.ts';
import type { Transaction } from '../../client.ts';

/**
 * A custom role that nobody ends before this transaction does, with the org role that it builds on.
 * @throws Failure not-found; wrong-state when it is archived
 */
export async function givenCustomRole(
  tx: Transaction,
  organization: string,
  customRoleId: string,
): Promise<{ role: OrgRole; customRoleId: string }> {
  const [found] = await tx.$queryRaw<{ role: OrgRole; archivedAt: Date | null }[]>`
    SELECT org_role::text AS role, archived_at AS "archivedAt" FROM custom_roles
    WHERE organization_id = ${organization}::uuid AND id = ${customRoleId}::uuid FOR SHARE`;
  if (found === undefined) throw new Failure('not-found', { object: 'custom-role' });
  if (found.archivedAt !== null)
    throw new Failure('wrong-state', { object: 'custom-role', state: 'archived', needs: 'not archived' });
  return { role: found.role, customRoleId };
}
