import type {
  AccessFacts,
  Level,
  MemberFacts,
  RelationFacts,
  ResourceFacts,
  TeamFacts,
  TeamRole,
} from '../../../rules/access/types.ts';
import type { Transaction } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';

/** A member, with what stands in for them once they are suspended. */
export interface KnownMember extends MemberFacts {
  /** ms since 1970 */
  endsAt: number | null;
  caretaking: { caretaker: MemberFacts; until: number } | null;
}

export interface KnownResource extends ResourceFacts {
  ownerId: string | null;
  ownerTeamId: string | null;
  teamId: string | null;
}

/**
 * The facts on which the access rules decide, for many members and resources at once: the same as the SQL function `access_facts` finds one by one, in one
 * round trip however many there are (test/removals/relation-sets holds them together).
 */
export interface RelationSets {
  organization: AccessFacts['organization'];
  member(id: string): KnownMember | null;
  resource(id: string): ResourceFacts | null;
  /** of a member who is not active nothing is looked up: nothing that it could say would count */
  relation(memberId: string, resourceId: string): RelationFacts;
}

/** `known`: resources that were read already. */
export async function relationSets(
  tx: Transaction,
  organization: string,
  asked: { members: Iterable<string>; resources: Iterable<string>; known?: ReadonlyMap<string, KnownResource> },
): Promise<RelationSets> {
  const resourceIds = [...asked.resources];
  const unknown = resourceIds.filter((id) => asked.known?.has(id) !== true);
  const found = await read(tx, organization, { members: [...asked.members], resources: resourceIds, unknown });
  const members = new Map(found.members?.map((row) => [row.id, row]));
  const resources = new Map(asked.known);
  for (const resource of found.resources ?? []) resources.set(resource.id, resource);
  const teams = teamsOf(found.teams ?? []);
  const shares = sharesOf(found.shares ?? []);
  const relation = (memberId: string, resourceId: string): RelationFacts => {
    const resource = resources.get(resourceId);
    if (resource === undefined || members.get(memberId)?.status !== 'active') return nothing;
    const inTeam = teams.get(memberId);
    const shared = shares.get(resourceId);
    return {
      owner: resource.ownerId === memberId,
      ownerTeam: roleIn(inTeam, resource.ownerTeamId),
      team: roleIn(inTeam, resource.teamId),
      share: shared?.find((share) => share.memberId === memberId)?.level ?? null,
      teamShares: shared === undefined ? none : teamSharesOf(shared, inTeam),
    };
  };
  return {
    organization: found.organization,
    member: (id) => members.get(id) ?? null,
    resource: (id) => resources.get(id) ?? null,
    relation,
  };
}

type Roles = ReadonlyMap<string, TeamRole>;

function roleIn(teams: Roles | undefined, teamId: string | null): TeamFacts | null {
  const role = teamId === null ? undefined : teams?.get(teamId);
  return teamId === null || role === undefined ? null : { teamId, role };
}

function teamSharesOf(shares: readonly KnownShare[], teams: Roles | undefined): RelationFacts['teamShares'] {
  return shares.flatMap(({ teamId, level }) =>
    teamId !== null && teams?.has(teamId) === true ? [{ teamId, level }] : [],
  );
}

const none: RelationFacts['teamShares'] = [];
const nothing: RelationFacts = { owner: false, ownerTeam: null, team: null, share: null, teamShares: [] };

interface KnownShare {
  memberId: string | null;
  teamId: string | null;
  level: Level;
}

interface Found {
  organization: AccessFacts['organization'];
  members: KnownMember[] | null;
  resources: KnownResource[] | null;
  /** what they are in which team; archived teams give nothing */
  teams: { member: string; team: string; role: TeamRole }[] | null;
  /** what is shared with these members and with whatever team */
  shares: (KnownShare & { resource: string })[] | null;
}

/** Thousands of ids as one text: an array would be written element by element. */
const among = (ids: readonly string[]): Prisma.Sql => Prisma.sql`ANY(string_to_array(${ids.join(',')}, ',')::uuid[])`;

/** Five lists in one round trip, each as one JSON text. */
async function read(
  tx: Transaction,
  organization: string,
  { members, resources, unknown }: { members: string[]; resources: string[]; unknown: string[] },
): Promise<Found> {
  const list = (sql: Prisma.Sql) => Prisma.sql`(SELECT json_agg(x) FROM (${sql}) x)`;
  const [found] = await tx.$queryRaw<Found[]>(Prisma.sql`
    SELECT (SELECT json_build_object('id', o.id, 'status', o.status) FROM organizations o WHERE o.id = ${organization}::uuid) AS organization,
    ${list(Prisma.sql`SELECT m.organization_id AS "organizationId", m.id, m.kind, m.role, m.status, epoch_ms(m.ends_at) AS "endsAt",
      CASE WHEN m.custom_role_id IS NOT NULL THEN custom_role_facts(m.organization_id, m.custom_role_id) END AS "customRole",
      (SELECT json_build_object('caretaker', member_facts(k.organization_id, k.id, k.kind, k.role, k.status, NULL), 'until', epoch_ms(c.until))
        FROM caretakers c JOIN members k ON k.organization_id = c.organization_id AND k.id = c.caretaker_id
        WHERE c.organization_id = m.organization_id AND c.leaver_id = m.id AND c.ended_at IS NULL AND m.status <> 'active') AS caretaking
      FROM members m WHERE m.organization_id = ${organization}::uuid AND m.id = ${among(members)}`)} AS members,
    ${list(Prisma.sql`SELECT r.organization_id AS "organizationId", r.id, r.kind, r.archived_at IS NOT NULL AS archived, r.owner_id AS "ownerId",
        r.owner_team_id AS "ownerTeamId", r.team_id AS "teamId"
      FROM resources r WHERE r.organization_id = ${organization}::uuid AND r.id = ${among(unknown)}`)} AS resources,
    ${list(Prisma.sql`SELECT t.member_id AS member, t.team_id AS team, t.role FROM team_members t
        JOIN teams x ON x.organization_id = t.organization_id AND x.id = t.team_id AND x.archived_at IS NULL
      WHERE t.organization_id = ${organization}::uuid AND t.member_id = ${among(members)}`)} AS teams,
    ${list(Prisma.sql`SELECT s.resource_id AS resource, s.member_id AS "memberId", s.team_id AS "teamId", s.level FROM shares s
      WHERE s.organization_id = ${organization}::uuid AND s.resource_id = ${among(resources)}
        AND (s.team_id IS NOT NULL OR s.member_id = ${among(members)}) ORDER BY s.team_id`)} AS shares`);
  if (found === undefined) throw new Error('a SELECT without FROM has one row');
  return found;
}

function teamsOf(rows: NonNullable<Found['teams']>): Map<string, Map<string, TeamRole>> {
  const found = new Map<string, Map<string, TeamRole>>();
  for (const { member, team, role } of rows) {
    const own = found.get(member) ?? new Map<string, TeamRole>();
    found.set(member, own.set(team, role));
  }
  return found;
}

function sharesOf(rows: NonNullable<Found['shares']>): Map<string, KnownShare[]> {
  const found = new Map<string, KnownShare[]>();
  for (const { resource, ...share } of rows) {
    const own = found.get(resource);
    if (own === undefined) found.set(resource, [share]);
    else own.push(share);
  }
  return found;
}
