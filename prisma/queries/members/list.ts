import type { MemberKind, MemberStatus, OrgRole, TeamRole } from '../../../rules/access/types.ts';
import { termsOf } from '../../../rules/members/search.ts';
import { type Database, inOrganization } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';
import type { Relationship } from '../../generated/enums.ts';
import { memberRef, where } from '../sql.ts';
import type { MemberRef } from './refs.ts';

export interface MemberRow {
  id: string;
  kind: MemberKind;
  personId: string | null;
  status: MemberStatus;
  role: OrgRole;
  customRole: { id: string; name: string } | null;
  relationship: Relationship;
  name: string;
  email: string | null;
  sponsor: MemberRef | null;
  manager: MemberRef | null;
  endsAt: Date | null;
  timeZone: string;
  purpose: string | null;
  caretaker: boolean;
  /** until when the caretaker stands in for them; null: none does. It may have passed */
  caretakerUntil: Date | null;
  teams: { id: string; name: string; role: TeamRole }[];
  createdAt: Date;
  joinedAt: Date | null;
  suspendedAt: Date | null;
  deactivatedAt: Date | null;
  removedAt: Date | null;
  pseudonym: string | null;
  /** since when nothing of them may be erased */
  legalHoldAt: Date | null;
  ssoBoundAt: Date | null;
  /** the erasure that is asked for and not done */
  erasureId: string | null;
  /** the removal that is under way */
  removalId: string | null;
  /** the reinstatement that is under way */
  reinstatementId: string | null;
  /** the removal by which who is deactivated has left */
  leftByRemovalId: string | null;
}

export interface MemberFilter {
  status?: MemberStatus | undefined;
  kind?: MemberKind | undefined;
  role?: OrgRole | undefined;
  customRoleId?: string | undefined;
  relationship?: Relationship | undefined;
  teamId?: string | undefined;
  sponsorId?: string | undefined;
  /** beginnings of words of the name or the address */
  search?: string | undefined;
}

/** In which order, and after which row. */
export type MemberOrder =
  | { by: 'name'; after?: { name: string; id: string } | undefined }
  | { by: 'newest'; after?: { createdAt: Date; id: string } | undefined };

/** Members of every status that match, a page at a time, by keyset: a deep page costs what the first does. */
export function listMembers(
  db: Database,
  organization: string,
  filter: MemberFilter,
  page: { order: MemberOrder; limit: number },
): Promise<MemberRow[]> {
  const { status, kind, role, customRoleId, relationship, teamId, sponsorId, search } = filter;
  const { order, limit } = page;
  const conditions = where([
    Prisma.sql`m.organization_id = ${organization}::uuid`,
    status !== undefined && Prisma.sql`m.status = ${status}::member_status`,
    kind !== undefined && Prisma.sql`m.kind = ${kind}::member_kind`,
    role !== undefined && Prisma.sql`m.role = ${role}::org_role`,
    customRoleId !== undefined && Prisma.sql`m.custom_role_id = ${customRoleId}::uuid`,
    relationship !== undefined && Prisma.sql`m.relationship = ${relationship}::relationship`,
    sponsorId !== undefined && Prisma.sql`m.sponsor_id = ${sponsorId}::uuid`,
    teamId !== undefined &&
      Prisma.sql`m.id IN (SELECT member_id FROM team_members WHERE organization_id = ${organization}::uuid AND team_id = ${teamId}::uuid)`,
    ...(search === undefined ? [] : foundBy(organization, search)),
    afterOf(order),
  ]);
  const sorted =
    order.by === 'name'
      ? Prisma.sql`ORDER BY m.organization_id, m.name, m.id`
      : Prisma.sql`ORDER BY m.organization_id DESC, m.created_at DESC, m.id DESC`;
  return inOrganization(
    db,
    organization,
    (tx) => tx.$queryRaw<MemberRow[]>`
      WITH page AS (SELECT m.* FROM members m ${conditions} ${sorted} LIMIT ${limit}) ${shown} ${sorted}`,
  );
}

/** One member; null where there is none. */
export async function findMember(db: Database, organization: string, memberId: string): Promise<MemberRow | null> {
  const rows = await inOrganization(
    db,
    organization,
    (tx) => tx.$queryRaw<MemberRow[]>`
      WITH page AS (SELECT * FROM members WHERE organization_id = ${organization}::uuid AND id = ${memberId}::uuid) ${shown}`,
  );
  return rows[0] ?? null;
}

/** By bytes, because only that may be looked up under row-level security (decision 50). */
function foundBy(organization: string, search: string): Prisma.Sql[] {
  const terms = termsOf(search);
  if (terms.length === 0) return [Prisma.sql`FALSE`];
  return terms.map(
    (
      term,
    ) => Prisma.sql`m.id IN (SELECT t.member_id FROM member_terms t WHERE t.organization_id = ${organization}::uuid AND t.kind = 'word'
      AND t.term >= ${term} AND t.term < ${`${term}\u{10ffff}`})`,
  );
}

function afterOf(order: MemberOrder): Prisma.Sql | undefined {
  if (order.after === undefined) return undefined;
  if (order.by === 'name') return Prisma.sql`(m.name, m.id) > (${order.after.name}, ${order.after.id}::uuid)`;
  return Prisma.sql`(m.created_at, m.id) < (${order.after.createdAt}::timestamptz, ${order.after.id}::uuid)`;
}

const shown = Prisma.sql`
  SELECT m.id, m.kind::text, m.person_id AS "personId", m.status::text, m.role::text, CASE WHEN custom.id IS NOT NULL THEN jsonb_build_object('id', custom.id, 'name', custom.name) END AS "customRole", m.relationship::text, m.name, m.email,
    ${memberRef('sponsor')} AS sponsor, ${memberRef('manager')} AS manager, m.ends_at AS "endsAt", m.time_zone AS "timeZone", m.purpose, m.caretaker,
    (SELECT c.until FROM caretakers c WHERE c.organization_id = m.organization_id AND c.leaver_id = m.id AND c.ended_at IS NULL) AS "caretakerUntil",
    (SELECT coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'name', t.name, 'role', tm.role) ORDER BY t.name, t.id), '[]')
      FROM team_members tm JOIN teams t ON t.organization_id = tm.organization_id AND t.id = tm.team_id AND t.archived_at IS NULL
      WHERE tm.organization_id = m.organization_id AND tm.member_id = m.id) AS teams,
    m.created_at AS "createdAt", m.joined_at AS "joinedAt", m.suspended_at AS "suspendedAt", m.deactivated_at AS "deactivatedAt",
    m.removed_at AS "removedAt", m.pseudonym, m.legal_hold_at AS "legalHoldAt",
    (SELECT max(i.bound_at) FROM sso_identities i WHERE i.organization_id = m.organization_id AND i.member_id = m.id) AS "ssoBoundAt",
    (SELECT e.id FROM erasures e WHERE e.organization_id = m.organization_id AND e.member_id = m.id
      AND e.status IN ('awaiting_approval', 'waiting', 'held')) AS "erasureId",
    (SELECT r.id FROM removals r WHERE r.organization_id = m.organization_id AND r.member_id = m.id
      AND r.status IN ('planned', 'awaiting_approval', 'waiting', 'running')) AS "removalId",
    (SELECT r.id FROM reinstatements r WHERE r.organization_id = m.organization_id AND r.member_id = m.id AND r.status = 'running') AS "reinstatementId",
    CASE WHEN m.status = 'deactivated' THEN (SELECT r.id FROM removals r WHERE r.organization_id = m.organization_id AND r.member_id = m.id
      AND r.status = 'completed' ORDER BY r.created_at DESC LIMIT 1) END AS "leftByRemovalId"
  FROM page m
    LEFT JOIN custom_roles custom ON custom.organization_id = m.organization_id AND custom.id = m.custom_role_id
    LEFT JOIN members sponsor ON sponsor.organization_id = m.organization_id AND sponsor.id = m.sponsor_id
    LEFT JOIN members manager ON manager.organization_id = m.organization_id AND manager.id = m.manager_id`;
