import { type Database, inOrganization } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';
import type { MemberRef } from '../members/refs.ts';
import { visible } from '../resources/visible.ts';
import { contains, memberRef, teamRef, where } from '../sql.ts';

export interface ConnectionRow {
  /** its resource's */
  id: string;
  hostId: string;
  name: string;
  provider: string;
  auth: 'secret' | 'oauth';
  owner: { type: 'member' | 'team'; id: string; name: string };
  team: { id: string; name: string } | null;
  secretVersion: number | null;
  secretSetAt: Date | null;
  secretSetBy: MemberRef | null;
  /** someone who knows the secret may no longer use it: until when a new one is to be set */
  rotateBy: Date | null;
  /** number of resources that run on it */
  usedBy: number;
  createdAt: Date;
  archivedAt: Date | null;
}

export interface ConnectionFilter {
  provider?: string | undefined;
  auth?: 'secret' | 'oauth' | undefined;
  ownerId?: string | undefined;
  ownerTeamId?: string | undefined;
  teamId?: string | undefined;
  /** part of the name, of the host's id or of the provider */
  search?: string | undefined;
  archived?: boolean | undefined;
  /** only those whose secret is to be rotated */
  rotationDue?: boolean | undefined;
  /** only what this member may see; undefined: all, as for admins */
  visibleTo?: string | undefined;
}

/** By name. */
export function listConnections(
  db: Database,
  organization: string,
  filter: ConnectionFilter,
  page: { after?: { name: string; id: string } | undefined; limit: number },
): Promise<ConnectionRow[]> {
  const {
    provider,
    auth,
    ownerId,
    ownerTeamId,
    teamId,
    search,
    archived = false,
    rotationDue = false,
    visibleTo,
  } = filter;
  const { after, limit } = page;
  const conditions = where([
    Prisma.sql`r.organization_id = ${organization}::uuid`,
    Prisma.sql`r.kind = 'connection'`,
    provider !== undefined && Prisma.sql`c.provider = ${provider}`,
    auth !== undefined && Prisma.sql`c.auth = ${auth}`,
    ownerId !== undefined && Prisma.sql`r.owner_id = ${ownerId}::uuid`,
    ownerTeamId !== undefined && Prisma.sql`r.owner_team_id = ${ownerTeamId}::uuid`,
    teamId !== undefined && Prisma.sql`r.team_id = ${teamId}::uuid`,
    search !== undefined && contains(search, Prisma.sql`r.name`, Prisma.sql`r.host_id`, Prisma.sql`c.provider`),
    !archived && Prisma.sql`r.archived_at IS NULL`,
    rotationDue && Prisma.sql`s.rotate_by IS NOT NULL`,
    visibleTo !== undefined && visible(organization, visibleTo),
    after && Prisma.sql`(r.name, r.id) > (${after.name}, ${after.id}::uuid)`,
  ]);
  return read(db, organization, conditions, limit);
}

/** One connection; null where there is none. Never its secret: that is revealed by a command, which records it. */
export async function findConnection(
  db: Database,
  organization: string,
  connectionId: string,
): Promise<ConnectionRow | null> {
  const conditions = where([
    Prisma.sql`r.organization_id = ${organization}::uuid`,
    Prisma.sql`r.id = ${connectionId}::uuid`,
  ]);
  return (await read(db, organization, conditions, 1))[0] ?? null;
}

function read(db: Database, organization: string, conditions: Prisma.Sql, limit: number): Promise<ConnectionRow[]> {
  return inOrganization(
    db,
    organization,
    (tx) => tx.$queryRaw<ConnectionRow[]>`
      SELECT r.id, r.host_id AS "hostId", r.name, c.provider, c.auth,
        CASE WHEN o.id IS NOT NULL THEN jsonb_build_object('type', 'member', 'id', o.id, 'name', o.name)
          ELSE jsonb_build_object('type', 'team', 'id', ot.id, 'name', ot.name) END AS owner,
        ${teamRef('t')} AS team, s.version AS "secretVersion", s.created_at AS "secretSetAt", ${memberRef('by')} AS "secretSetBy",
        s.rotate_by AS "rotateBy",
        (SELECT count(*)::int FROM connection_uses u WHERE u.organization_id = r.organization_id AND u.connection_id = r.id) AS "usedBy",
        r.created_at AS "createdAt", r.archived_at AS "archivedAt"
      FROM resources r JOIN connections c ON c.organization_id = r.organization_id AND c.resource_id = r.id
        LEFT JOIN members o ON o.organization_id = r.organization_id AND o.id = r.owner_id
        LEFT JOIN teams ot ON ot.organization_id = r.organization_id AND ot.id = r.owner_team_id
        LEFT JOIN teams t ON t.organization_id = r.organization_id AND t.id = r.team_id
        LEFT JOIN credentials s ON s.organization_id = r.organization_id AND s.connection_id = r.id AND s.kind = 'connection_secret' AND s.revoked_at IS NULL
        LEFT JOIN members by ON by.organization_id = s.organization_id AND by.id = s.created_by_id
      ${conditions} ORDER BY r.name, r.id LIMIT ${limit}`,
  );
}
