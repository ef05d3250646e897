import type { Level } from '../../../rules/access/types.ts';
import { type Database, inOrganization } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';
import type { MemberRef } from '../members/refs.ts';
import { memberRef, teamRef, where } from '../sql.ts';
import { visible } from '../resources/visible.ts';

export interface ShareRow {
  id: string;
  resource: { id: string; name: string; kind: string };
  member: MemberRef | null;
  team: { id: string; name: string } | null;
  level: Level;
  createdAt: Date;
}

export interface ShareFilter {
  resourceId?: string | undefined;
  memberId?: string | undefined;
  teamId?: string | undefined;
  /** only those of resources that this member may see; undefined: all, as for admins */
  visibleTo?: string | undefined;
}

/** Newest first. */
export function listShares(
  db: Database,
  organization: string,
  filter: ShareFilter,
  page: { after?: { createdAt: Date; id: string } | undefined; limit: number },
): Promise<ShareRow[]> {
  const { resourceId, memberId, teamId, visibleTo } = filter;
  const { after, limit } = page;
  return find(
    db,
    organization,
    where([
      Prisma.sql`s.organization_id = ${organization}::uuid`,
      resourceId !== undefined && Prisma.sql`s.resource_id = ${resourceId}::uuid`,
      memberId !== undefined && Prisma.sql`s.member_id = ${memberId}::uuid`,
      teamId !== undefined && Prisma.sql`s.team_id = ${teamId}::uuid`,
      visibleTo !== undefined && visible(organization, visibleTo),
      after && Prisma.sql`(s.created_at, s.id) < (${after.createdAt}::timestamptz, ${after.id}::uuid)`,
    ]),
    limit,
  );
}

/** One share; null where there is none. */
export async function findShare(db: Database, organization: string, shareId: string): Promise<ShareRow | null> {
  const conditions = where([
    Prisma.sql`s.organization_id = ${organization}::uuid`,
    Prisma.sql`s.id = ${shareId}::uuid`,
  ]);
  return (await find(db, organization, conditions, 1))[0] ?? null;
}

function find(db: Database, organization: string, conditions: Prisma.Sql, limit: number): Promise<ShareRow[]> {
  return inOrganization(
    db,
    organization,
    (tx) => tx.$queryRaw<ShareRow[]>`
      SELECT s.id, jsonb_build_object('id', r.id, 'name', r.name, 'kind', r.kind) AS resource, ${memberRef('m')} AS member, ${teamRef('t')} AS team,
        s.level::text, s.created_at AS "createdAt"
      FROM shares s JOIN resources r ON r.organization_id = s.organization_id AND r.id = s.resource_id
        LEFT JOIN members m ON m.organization_id = s.organization_id AND m.id = s.member_id
        LEFT JOIN teams t ON t.organization_id = s.organization_id AND t.id = s.team_id
      ${conditions} ORDER BY s.created_at DESC, s.id DESC LIMIT ${limit}`,
  );
}
