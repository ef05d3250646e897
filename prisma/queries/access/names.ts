import type { Names } from '../../../rules/access/explain.ts';
import type { Decision } from '../../../rules/access/types.ts';
import { type Database, inOrganization } from '../../client.ts';

/** How the members, teams and custom roles of decisions are called, for their sentences (rules/access/explain.ts). */
export async function namesIn(db: Database, organization: string, decisions: readonly Decision[]): Promise<Names> {
  const members = new Set<string>();
  const teams = new Set<string>();
  const customRoles = new Set<string>();
  for (const { as, because } of decisions) {
    if (as !== null) members.add(as);
    for (const reason of because) {
      if ('leaverId' in reason) members.add(reason.leaverId);
      if ('teamId' in reason && reason.teamId !== undefined) teams.add(reason.teamId);
      if ('customRoleId' in reason) customRoles.add(reason.customRoleId);
    }
  }
  return await inOrganization(db, organization, async (tx) => {
    const of = (ids: Set<string>) => ({
      where: { organizationId: organization, id: { in: [...ids] } },
      select: { id: true, name: true },
    });
    const member = namer(members.size === 0 ? [] : await tx.member.findMany(of(members)));
    const team = namer(teams.size === 0 ? [] : await tx.team.findMany(of(teams)));
    const customRole = namer(customRoles.size === 0 ? [] : await tx.customRole.findMany(of(customRoles)));
    return { member, team, customRole };
  });
}

function namer(found: readonly { id: string; name: string }[]): (id: string) => string | undefined {
  const names = new Map(found.map(({ id, name }) => [id, name]));
  return (id) => names.get(id);
}
