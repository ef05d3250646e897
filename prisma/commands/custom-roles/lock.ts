import type { CustomRole } from '../../../rules/access/custom-roles.ts';
import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import type { Transaction } from '../../client.ts';

/** One custom role among all that are not archived: nobody else changes any of them until this transaction ends. */
export interface Locked {
  role: CustomRole;
  all: readonly CustomRole[];
}

/**
 * @throws Failure not-found; wrong-state when it is archived
 */
export async function lockCustomRole(tx: Transaction, organization: string, customRoleId: string): Promise<Locked> {
  const all = await lockAll(tx, organization);
  const role = all.find(({ id }) => id === customRoleId);
  if (role !== undefined) return { role, all };
  const where = { organizationId_id: { organizationId: organization, id: customRoleId } };
  if ((await tx.customRole.findUnique({ where, select: { id: true } })) === null)
    throw new Failure('not-found', { object: 'custom-role' });
  throw new Failure('wrong-state', { object: 'custom-role', state: 'archived', needs: 'not archived' });
}

/** They are few, and each may bound another: a change of one waits for a change of any. */
export function lockAll(tx: Transaction, organization: string): Promise<CustomRole[]> {
  return tx.$queryRaw<CustomRole[]>`
    SELECT id, name, org_role::text AS "orgRole", parent_id AS "parentId", permissions::text[] FROM custom_roles
    WHERE organization_id = ${organization}::uuid AND archived_at IS NULL ORDER BY id FOR UPDATE`;
}

/**
 * Nobody changes their own role: neither what it bundles.
 * @throws Failure own-role
 */
export async function refuseOwn(
  tx: Transaction,
  organizationId: string,
  actor: Actor,
  customRoleId: string,
): Promise<void> {
  if (actor.by !== 'member') return;
  const held = await tx.member.count({ where: { organizationId, id: actor.memberId, customRoleId } });
  if (held > 0) throw new Failure('own-role', {});
}
