import type { Names } from '../../../rules/access/explain.ts';
import type { Decision } from '../../../rules/access/types.ts';
import { type Database, inOrganization } from '../../client.ts';

/** How the members and teams of a decision are called, for its sentence (rules/access/explain.ts). */
export async function namesIn(db: Database, organization: string, decision: Decision): Promise<Names> {
  const memberIds = decision.as === null ? [] : [decision.as];
  const teamIds: string[] = [];
  for (const reason of decision.because) {
    if ('leaverId' in reason) memberIds.push(reason.leaverId);
    if ('teamId' in reason && reason.teamId !== undefined) teamIds.push(reason.teamId);
  }
  const [members, teams] = await inOrganization(db, organization, async (tx) => {
    const of = (ids: string[]) => ({
      where: { organizationId: organization, id: { in: ids } },
      select: { id: true, name: true },
    });
    return [await tx.member.findMany(of(memberIds)), teamIds.length === 0 ? [] : await tx.team.findMany(of(teamIds))];
  });
  return {
    member: (id) => members.find((member) => member.id === id)?.name,
    team: (id) => teams.find((team) => team.id === id)?.name,
  };
}
