import type { MemberStatus, OrgRole, TeamRole } from '../../../rules/access/types.ts';
import { type Database, inOrganization } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';
import type { MemberRef } from '../members/refs.ts';
import { contains, memberRef, where } from '../sql.ts';

export interface ServiceAccountRow {
  id: string;
  name: string;
  purpose: string | null;
  role: OrgRole;
  status: MemberStatus;
  /** who answers for it */
  sponsor: MemberRef | null;
  /** whether that person can act: a sponsor who can't is one to replace */
  sponsorActive: boolean;
  caretaker: boolean;
  teams: { id: string; name: string; role: TeamRole }[];
  /** API keys that are neither revoked nor expired nor rotated away */
  keys: number;
  /** of any of its keys */
  lastUsedAt: Date | null;
  /** number of resources that run as it */
  runs: number;
  createdAt: Date;
  suspendedAt: Date | null;
  archivedAt: Date | null;
}

export interface ServiceAccountFilter {
  status?: MemberStatus | undefined;
  role?: OrgRole | undefined;
  sponsorId?: string | undefined;
  /** part of the name or of the purpose */
  search?: string | undefined;
  archived?: boolean | undefined;
}

/** By name; archived ones only when asked for. `now`: whether a key is good. */
export function listServiceAccounts(
  db: Database,
  organization: string,
  filter: ServiceAccountFilter,
  page: { after?: { name: string; id: string } | undefined; limit: number; now: Date },
): Promise<ServiceAccountRow[]> {
  const { status, role, sponsorId, search, archived = false } = filter;
  const { after, limit, now } = page;
  const conditions = where([
    Prisma.sql`m.organization_id = ${organization}::uuid AND m.kind = 'service_account'`,
    status !== undefined && Prisma.sql`m.status = ${status}::member_status`,
    status === undefined && !archived && Prisma.sql`m.status IN ('active', 'suspended')`,
    role !== undefined && Prisma.sql`m.role = ${role}::org_role`,
    sponsorId !== undefined && Prisma.sql`m.sponsor_id = ${sponsorId}::uuid`,
    search !== undefined && contains(search, Prisma.sql`m.name`, Prisma.sql`coalesce(m.purpose, '')`),
    after && Prisma.sql`(m.name, m.id) > (${after.name}, ${after.id}::uuid)`,
  ]);
  return read(db, organization, conditions, limit, now);
}

/** One service account; null where there is none, and for a person. */
export async function findServiceAccount(
  db: Database,
  organization: string,
  input: { memberId: string; now: Date },
): Promise<ServiceAccountRow | null> {
  const conditions = where([
    Prisma.sql`m.organization_id = ${organization}::uuid AND m.kind = 'service_account'`,
    Prisma.sql`m.id = ${input.memberId}::uuid`,
  ]);
  return (await read(db, organization, conditions, 1, input.now))[0] ?? null;
}

function read(
  db: Database,
  organization: string,
  conditions: Prisma.Sql,
  limit: number,
  now: Date,
): Promise<ServiceAccountRow[]> {
  return inOrganization(
    db,
    organization,
    (tx) => tx.$queryRaw<ServiceAccountRow[]>`
      SELECT m.id, m.name, m.purpose, m.role::text, m.status::text, ${memberRef('c')} AS sponsor, coalesce(c.status = 'active', false) AS "sponsorActive",
        m.caretaker, (SELECT coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'name', t.name, 'role', tm.role) ORDER BY t.name, t.id), '[]')
          FROM team_members tm JOIN teams t ON t.organization_id = tm.organization_id AND t.id = tm.team_id AND t.archived_at IS NULL
          WHERE tm.organization_id = m.organization_id AND tm.member_id = m.id) AS teams,
        (SELECT count(*)::int FROM credentials k WHERE k.organization_id = m.organization_id AND k.holder_id = m.id AND k.revoked_at IS NULL
          AND (k.expires_at IS NULL OR k.expires_at > ${now}::timestamptz) AND (k.successor_id IS NULL OR k.grace_until > ${now}::timestamptz)) AS keys,
        (SELECT max(k.last_used_at) FROM credentials k WHERE k.organization_id = m.organization_id AND k.holder_id = m.id) AS "lastUsedAt",
        (SELECT count(*)::int FROM resources r WHERE r.organization_id = m.organization_id AND r.runs_as_id = m.id AND r.archived_at IS NULL) AS runs,
        m.created_at AS "createdAt", m.suspended_at AS "suspendedAt", m.deactivated_at AS "archivedAt"
      FROM members m LEFT JOIN members c ON c.organization_id = m.organization_id AND c.id = m.sponsor_id
      ${conditions} ORDER BY m.name, m.id LIMIT ${limit}`,
  );
}
