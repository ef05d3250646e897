import { actions } from '../../../rules/access/actions.ts';
import { decide } from '../../../rules/access/decide.ts';
import type { Action, RelationFacts } from '../../../rules/access/types.ts';
import type { AccessChange, LostAccess } from '../../../rules/access-changes/effects.ts';
import { Failure } from '../../../rules/failures.ts';
import type { Transaction } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';
import { type RelationSets, relationSets } from '../removals/relation-sets.ts';

/** What some members may do to some resources. */
export interface AccessState {
  sets: RelationSets;
  memberIds: readonly string[];
  resourceIds: readonly string[];
  now: number;
}

/** What a change could take away is what the members are related to: of a share, what was shared; of a team, what is its. In the order of the ids. */
export async function touchedResources(
  tx: Transaction,
  organization: string,
  change: AccessChange,
  memberIds: readonly string[],
): Promise<string[]> {
  if (change.kind === 'unshare') {
    const where = { organizationId_id: { organizationId: organization, id: change.shareId } };
    const share = await tx.share.findUnique({ where, select: { resourceId: true } });
    return share === null ? [] : [share.resourceId];
  }
  if (change.kind === 'archive-team') return await ofTeam(tx, organization, change.teamId);
  const own = Prisma.sql`r.organization_id = ${organization}::uuid`;
  const members = Prisma.sql`ANY(${[...memberIds]}::uuid[])`;
  const rows = await tx.$queryRaw<{ id: string }[]>`
    WITH teams AS MATERIALIZED (SELECT DISTINCT team_id FROM team_members r WHERE ${own} AND member_id = ${members})
    SELECT r.id FROM resources r WHERE ${own} AND r.owner_id = ${members}
    UNION SELECT r.id FROM resources r WHERE ${own} AND r.owner_team_id IN (SELECT team_id FROM teams)
    UNION SELECT r.id FROM resources r WHERE ${own} AND r.team_id IN (SELECT team_id FROM teams)
    UNION SELECT r.resource_id FROM shares r WHERE ${own} AND (r.member_id = ${members} OR r.team_id IN (SELECT team_id FROM teams)) ORDER BY 1`;
  return rows.map(({ id }) => id);
}

async function ofTeam(tx: Transaction, organization: string, teamId: string): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM resources WHERE organization_id = ${organization}::uuid AND owner_team_id = ${teamId}::uuid
    UNION SELECT id FROM resources WHERE organization_id = ${organization}::uuid AND team_id = ${teamId}::uuid
    UNION SELECT resource_id FROM shares WHERE organization_id = ${organization}::uuid AND team_id = ${teamId}::uuid ORDER BY 1`;
  return rows.map(({ id }) => id);
}

/** As things are now, to be compared with later. */
export async function accessState(
  tx: Transaction,
  organization: string,
  asked: { memberIds: readonly string[]; resourceIds: readonly string[]; now: Date },
): Promise<AccessState> {
  const { memberIds, resourceIds, now } = asked;
  const sets = await relationSets(tx, organization, { members: memberIds, resources: resourceIds });
  return { sets, memberIds, resourceIds, now: now.getTime() };
}

/** So many questions take seconds: a change that touches more is made in parts. */
const MOST_PAIRS = 1_000_000;

/**
 * By member and resource, in their order; what can't be done to a resource of its kind is never lost, nor what nothing connects them to.
 * @throws Failure too-much-at-once: members times resources
 */
export function lostBetween(before: AccessState, after: AccessState): LostAccess[] {
  const pairs = before.memberIds.length * before.resourceIds.length;
  if (pairs > MOST_PAIRS) throw new Failure('too-much-at-once', { items: pairs, most: MOST_PAIRS });
  return before.memberIds.flatMap((memberId) =>
    before.resourceIds.flatMap((resourceId): LostAccess[] => {
      if (!isRelated(before.sets.relation(memberId, resourceId))) return [];
      const lost = actions.filter(
        (action) => may(before, memberId, resourceId, action) && !may(after, memberId, resourceId, action),
      );
      return lost.length === 0 ? [] : [{ memberId, resourceId, actions: lost }];
    }),
  );
}

const isRelated = ({ owner, ownerTeam, team, share, teamShares }: RelationFacts): boolean =>
  owner || ownerTeam !== null || team !== null || share !== null || teamShares.length > 0;

function may({ sets, now }: AccessState, memberId: string, resourceId: string, action: Action): boolean {
  const facts = {
    organization: sets.organization,
    member: sets.member(memberId),
    resource: sets.resource(resourceId),
    relation: sets.relation(memberId, resourceId),
  };
  return decide(facts, action, now).allowed;
}

/** One of them was an admin, and is none any more. */
export function lostAdministration(before: AccessState, after: AccessState): boolean {
  return before.memberIds.some(
    (id) => before.sets.member(id)?.role === 'admin' && after.sets.member(id)?.role !== 'admin',
  );
}
