import { type Database, inOrganization } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';
import type { MemberRef } from '../members/refs.ts';
import { contains, memberRef, teamRef, where } from '../sql.ts';
import { visible } from './visible.ts';

export interface ResourceRow {
  id: string;
  kind: string;
  hostId: string;
  name: string;
  owner: { type: 'member' | 'team'; id: string; name: string };
  runsAs: MemberRef | null;
  /** the caretaker, while it stands in */
  runsNowAs: MemberRef | null;
  author: MemberRef | null;
  team: { id: string; name: string } | null;
  targetId: string | null;
  everySeconds: number | null;
  nextRunAt: Date | null;
  connectionIds: string[];
  createdAt: Date;
  archivedAt: Date | null;
}

export interface ResourceFilter {
  kind?: string | undefined;
  hostId?: string | undefined;
  ownerId?: string | undefined;
  ownerTeamId?: string | undefined;
  runsAsId?: string | undefined;
  teamId?: string | undefined;
  /** what runs on this connection */
  connectionId?: string | undefined;
  /** what runs this one: its schedules */
  targetId?: string | undefined;
  /** part of the name or of the host's id */
  search?: string | undefined;
  archived?: boolean | undefined;
  /** only what this member may see; undefined: all, as for admins */
  visibleTo?: string | undefined;
}

/** In which order, and after which row. */
export type ResourceOrder =
  | { by: 'name'; after?: { name: string; id: string } | undefined }
  | { by: 'newest'; after?: { createdAt: Date; id: string } | undefined };

/** A page at a time, by keyset. `now`: whether a caretaker stands in. */
export function listResources(
  db: Database,
  organization: string,
  filter: ResourceFilter,
  page: { order: ResourceOrder; limit: number; now: Date },
): Promise<ResourceRow[]> {
  const { kind, hostId, ownerId, ownerTeamId, runsAsId, teamId, connectionId, targetId, search } = filter;
  const { archived = false, visibleTo } = filter;
  const { order, limit, now } = page;
  const conditions = where([
    Prisma.sql`r.organization_id = ${organization}::uuid`,
    kind !== undefined && Prisma.sql`r.kind = ${kind}`,
    hostId !== undefined && Prisma.sql`r.host_id = ${hostId}`,
    ownerId !== undefined && Prisma.sql`r.owner_id = ${ownerId}::uuid`,
    ownerTeamId !== undefined && Prisma.sql`r.owner_team_id = ${ownerTeamId}::uuid`,
    runsAsId !== undefined && Prisma.sql`r.runs_as_id = ${runsAsId}::uuid`,
    teamId !== undefined && Prisma.sql`r.team_id = ${teamId}::uuid`,
    targetId !== undefined && Prisma.sql`r.target_id = ${targetId}::uuid`,
    connectionId !== undefined &&
      Prisma.sql`r.id IN (SELECT resource_id FROM connection_uses WHERE organization_id = ${organization}::uuid AND connection_id = ${connectionId}::uuid)`,
    search !== undefined && contains(search, Prisma.sql`r.name`, Prisma.sql`r.host_id`),
    !archived && Prisma.sql`r.archived_at IS NULL`,
    visibleTo !== undefined && visible(organization, visibleTo),
    afterOf(order),
  ]);
  return read(db, organization, conditions, { by: order.by, limit, now });
}

function afterOf(order: ResourceOrder): Prisma.Sql | undefined {
  if (order.after === undefined) return undefined;
  if (order.by === 'name') return Prisma.sql`(r.name, r.id) > (${order.after.name}, ${order.after.id}::uuid)`;
  return Prisma.sql`(r.created_at, r.id) < (${order.after.createdAt}::timestamptz, ${order.after.id}::uuid)`;
}

/** One resource, archived or not; null where there is none. Whether the caller may see it is for rules/access to say. */
export async function findResource(
  db: Database,
  organization: string,
  input: { resourceId: string; now: Date },
): Promise<ResourceRow | null> {
  const conditions = where([
    Prisma.sql`r.organization_id = ${organization}::uuid`,
    Prisma.sql`r.id = ${input.resourceId}::uuid`,
  ]);
  return (await read(db, organization, conditions, { by: 'name', limit: 1, now: input.now }))[0] ?? null;
}

function read(
  db: Database,
  organization: string,
  conditions: Prisma.Sql,
  { by, limit, now }: { by: ResourceOrder['by']; limit: number; now: Date },
): Promise<ResourceRow[]> {
  const sorted =
    by === 'name'
      ? Prisma.sql`ORDER BY r.organization_id, r.name, r.id`
      : Prisma.sql`ORDER BY r.organization_id DESC, r.created_at DESC, r.id DESC`;
  return inOrganization(
    db,
    organization,
    (tx) => tx.$queryRaw<ResourceRow[]>`
      WITH page AS (SELECT r.* FROM resources r ${conditions} ${sorted} LIMIT ${limit})
      SELECT r.id, r.kind, r.host_id AS "hostId", r.name,
        CASE WHEN o.id IS NOT NULL THEN jsonb_build_object('type', 'member', 'id', o.id, 'name', o.name)
          ELSE jsonb_build_object('type', 'team', 'id', ot.id, 'name', ot.name) END AS owner,
        ${memberRef('ra')} AS "runsAs",
        CASE WHEN ra.status <> 'active' AND ct.id IS NOT NULL THEN ${memberRef('ct')} ELSE ${memberRef('ra')} END AS "runsNowAs",
        ${memberRef('au')} AS author, ${teamRef('t')} AS team, r.target_id AS "targetId", r.every_seconds AS "everySeconds", r.next_run_at AS "nextRunAt",
        (SELECT coalesce(array_agg(u.connection_id ORDER BY u.connection_id), '{}') FROM connection_uses u
          WHERE u.organization_id = r.organization_id AND u.resource_id = r.id) AS "connectionIds",
        r.created_at AS "createdAt", r.archived_at AS "archivedAt"
      FROM page r
        LEFT JOIN members o ON o.organization_id = r.organization_id AND o.id = r.owner_id
        LEFT JOIN teams ot ON ot.organization_id = r.organization_id AND ot.id = r.owner_team_id
        LEFT JOIN members ra ON ra.organization_id = r.organization_id AND ra.id = r.runs_as_id
        LEFT JOIN caretakers k ON k.organization_id = r.organization_id AND k.leaver_id = ra.id AND k.ended_at IS NULL AND k.until > ${now}::timestamptz
        LEFT JOIN members ct ON ct.organization_id = r.organization_id AND ct.id = k.caretaker_id
        LEFT JOIN members au ON au.organization_id = r.organization_id AND au.id = r.author_id
        LEFT JOIN teams t ON t.organization_id = r.organization_id AND t.id = r.team_id
      ${sorted}`,
  );
}
