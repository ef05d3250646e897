import { Prisma } from '../../generated/client.ts';

/**
 * The condition that a member has access to the resource `r`, at least `view`: that of rules/access/decide.ts, for lists. (An admin sees all: leave it out.)
 * A test holds both together.
 */
export function visible(organization: string, memberId: string): Prisma.Sql {
  const org = Prisma.sql`${organization}::uuid`;
  const member = Prisma.sql`${memberId}::uuid`;
  const teams = Prisma.sql`(SELECT tm.team_id FROM team_members tm JOIN teams t ON t.organization_id = tm.organization_id AND t.id = tm.team_id
    WHERE tm.organization_id = ${org} AND tm.member_id = ${member} AND t.archived_at IS NULL)`;
  return Prisma.sql`(r.owner_id = ${member} OR r.owner_team_id IN ${teams} OR r.team_id IN ${teams}
    OR r.id IN (SELECT resource_id FROM shares WHERE organization_id = ${org} AND member_id = ${member})
    OR r.id IN (SELECT resource_id FROM shares WHERE organization_id = ${org} AND team_id IN ${teams}))`;
}
