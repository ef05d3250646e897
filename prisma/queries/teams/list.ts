import type { TeamRole } from '../../../rules/access/types.ts';
import { type Database, inOrganization } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';
import type { MemberRef } from '../members/refs.ts';
import { where } from '../sql.ts';

export interface TeamRow {
  id: string;
  name: string;
  createdAt: Date;
  archivedAt: Date | null;
  /** active members only */
  memberCount: number;
}

/** By name; archived ones only when asked for. */
export function listTeams(
  db: Database,
  organization: string,
  filter: { archived?: boolean | undefined; memberId?: string | undefined },
  page: { after?: { name: string; id: string } | undefined; limit: number },
): Promise<TeamRow[]> {
  const { archived = false, memberId } = filter;
  const { after, limit } = page;
  const conditions = where([
    Prisma.sql`t.organization_id = ${organization}::uuid`,
    !archived && Prisma.sql`t.archived_at IS NULL`,
    memberId !== undefined &&
      Prisma.sql`t.id IN (SELECT team_id FROM team_members WHERE organization_id = ${organization}::uuid AND member_id = ${memberId}::uuid)`,
    after && Prisma.sql`(t.name, t.id) > (${after.name}, ${after.id}::uuid)`,
  ]);
  return inOrganization(
    db,
    organization,
    (tx) => tx.$queryRaw<TeamRow[]>`
      SELECT t.id, t.name, t.created_at AS "createdAt", t.archived_at AS "archivedAt",
        (SELECT count(*)::int FROM team_members tm JOIN members m ON m.organization_id = tm.organization_id AND m.id = tm.member_id
          WHERE tm.organization_id = t.organization_id AND tm.team_id = t.id AND m.status = 'active') AS "memberCount"
      FROM teams t ${conditions} ORDER BY t.name, t.id LIMIT ${limit}`,
  );
}

export interface TeamView extends Omit<TeamRow, 'memberCount'> {
  members: { member: MemberRef; role: TeamRole; since: Date }[];
}

/** One team with its members, maintainers first; null where there is none. */
export function findTeam(db: Database, organization: string, teamId: string): Promise<TeamView | null> {
  return inOrganization(db, organization, async (tx) => {
    const team = await tx.team.findUnique({
      where: { organizationId_id: { organizationId: organization, id: teamId } },
      select: {
        id: true,
        name: true,
        createdAt: true,
        archivedAt: true,
        members: {
          select: { role: true, since: true, member: { select: { id: true, name: true, kind: true } } },
          orderBy: [{ role: 'asc' }, { member: { name: 'asc' } }, { memberId: 'asc' }],
        },
      },
    });
    return team;
  });
}
