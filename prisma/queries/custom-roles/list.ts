import type { OrgRole, Permission } from '../../../rules/access/types.ts';
import { type Database, inOrganization } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';
import { where } from '../sql.ts';

export interface CustomRoleRow {
  id: string;
  name: string;
  role: OrgRole;
  /** the custom role that it builds on; null: the org role itself */
  parent: { id: string; name: string } | null;
  permissions: Permission[];
  /** invited, active and suspended members */
  holderCount: number;
  /** custom roles that build on it */
  childCount: number;
  createdAt: Date;
  archivedAt: Date | null;
}

/** By name; archived ones only when asked for. */
export function listCustomRoles(
  db: Database,
  organization: string,
  filter: { archived?: boolean | undefined },
  page: { after?: { name: string; id: string } | undefined; limit: number },
): Promise<CustomRoleRow[]> {
  const { after, limit } = page;
  const conditions = where([
    Prisma.sql`r.organization_id = ${organization}::uuid`,
    filter.archived !== true && Prisma.sql`r.archived_at IS NULL`,
    after && Prisma.sql`(r.name, r.id) > (${after.name}, ${after.id}::uuid)`,
  ]);
  return find(db, organization, conditions, limit);
}

/** One custom role, archived or not; null where there is none. */
export async function findCustomRole(
  db: Database,
  organization: string,
  customRoleId: string,
): Promise<CustomRoleRow | null> {
  const conditions = where([
    Prisma.sql`r.organization_id = ${organization}::uuid`,
    Prisma.sql`r.id = ${customRoleId}::uuid`,
  ]);
  return (await find(db, organization, conditions, 1))[0] ?? null;
}

function find(db: Database, organization: string, conditions: Prisma.Sql, limit: number): Promise<CustomRoleRow[]> {
  return inOrganization(
    db,
    organization,
    (tx) => tx.$queryRaw<CustomRoleRow[]>`
      SELECT r.id, r.name, r.org_role::text AS role, CASE WHEN p.id IS NOT NULL THEN jsonb_build_object('id', p.id, 'name', p.name) END AS parent,
        r.permissions::text[], r.created_at AS "createdAt", r.archived_at AS "archivedAt",
        (SELECT count(*)::int FROM members m WHERE m.organization_id = r.organization_id AND m.custom_role_id = r.id AND m.role = r.org_role
          AND m.status IN ('invited', 'active', 'suspended')) AS "holderCount",
        (SELECT count(*)::int FROM custom_roles c WHERE c.organization_id = r.organization_id AND c.parent_id = r.id AND c.archived_at IS NULL) AS "childCount"
      FROM custom_roles r LEFT JOIN custom_roles p ON p.organization_id = r.organization_id AND p.id = r.parent_id
      ${conditions} ORDER BY r.name, r.id LIMIT ${limit}`,
  );
}
