import { type Database, inOrganization } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';
import type { GrantStatus } from '../../generated/enums.ts';
import type { MemberRef } from '../members/refs.ts';
import { visible } from '../resources/visible.ts';
import { memberRef, where } from '../sql.ts';

export interface GrantRow {
  id: string;
  connectionId: string;
  member: MemberRef;
  provider: string;
  status: GrantStatus;
  scopes: string[];
  /** token and revocation endpoint (RFC 7009) are known */
  revocable: boolean;
  humanPage: string | null;
  createdAt: Date;
  revokedAt: Date | null;
}

export interface GrantFilter {
  grantId?: string | undefined;
  connectionId?: string | undefined;
  memberId?: string | undefined;
  /** only those of connections that this member may see; undefined: all, as for admins */
  visibleTo?: string | undefined;
}

/** Newest first, revoked ones too. */
export function listGrants(
  db: Database,
  organization: string,
  filter: GrantFilter,
  page: { after?: { createdAt: Date; id: string } | undefined; limit: number },
): Promise<GrantRow[]> {
  const { grantId, connectionId, memberId, visibleTo } = filter;
  const { after, limit } = page;
  const conditions = where([
    Prisma.sql`g.organization_id = ${organization}::uuid`,
    grantId !== undefined && Prisma.sql`g.id = ${grantId}::uuid`,
    connectionId !== undefined && Prisma.sql`g.connection_id = ${connectionId}::uuid`,
    memberId !== undefined && Prisma.sql`g.member_id = ${memberId}::uuid`,
    visibleTo !== undefined && visible(organization, visibleTo),
    after && Prisma.sql`(g.created_at, g.id) < (${after.createdAt}::timestamptz, ${after.id}::uuid)`,
  ]);
  return inOrganization(
    db,
    organization,
    (tx) => tx.$queryRaw<GrantRow[]>`
      SELECT g.id, g.connection_id AS "connectionId", ${memberRef('m')} AS member, g.provider, g.status::text, g.scopes,
        g.token_box IS NOT NULL AND g.revocation_endpoint IS NOT NULL AS revocable, g.human_page AS "humanPage",
        g.created_at AS "createdAt", g.revoked_at AS "revokedAt"
      FROM grants g JOIN resources r ON r.organization_id = g.organization_id AND r.id = g.connection_id
        JOIN members m ON m.organization_id = g.organization_id AND m.id = g.member_id
      ${conditions} ORDER BY g.created_at DESC, g.id DESC LIMIT ${limit}`,
  );
}
