import { mayHold, mayRun } from '../../../rules/access/actions.ts';
import { refusalOfHolders } from '../../../rules/access/on-behalf.ts';
import type { MemberFacts } from '../../../rules/access/types.ts';
import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import type { Transaction } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';

export interface Holders {
  ownerId?: string | undefined;
  ownerTeamId?: string | undefined;
  runsAsId?: string | undefined;
  /** in whose scope it lies; null: in none's */
  teamId?: string | null | undefined;
}

/** A member who is to own or run something. */
export type Holder = Pick<MemberFacts, 'status' | 'role' | 'customRole'> & { caretaker: boolean };

/** A holder's columns of `members`. */
export const holderColumns = Prisma.sql`status::text, role::text, caretaker,
  CASE WHEN custom_role_id IS NOT NULL THEN custom_role_facts(organization_id, custom_role_id) END AS "customRole"`;

/** @throws Failure wrong-state, above-ceiling */
export function mustHold(holder: Holder, runs: boolean): void {
  const { status, role, caretaker } = holder;
  if (status !== 'active' || caretaker)
    throw new Failure('wrong-state', { object: 'member', state: caretaker ? 'caretaker' : status, needs: 'active' });
  if (!mayHold(role)) throw new Failure('above-ceiling', { ceiling: role, asked: 'own or run automation' });
  if (runs && !mayRun(holder)) throw new Failure('above-ceiling', { ceiling: 'custom-role', asked: 'run automation' });
}

/**
 * Refuses owners and runs-as who can't be it: not active, a viewer or (to run) of a custom role without it, the caretaker (for it, see decision 1), or not for this actor to name.
 * Their rows stay as they are until the transaction ends, so that a suspension that comes at the same time comes after, and its plan sees the resource.
 * @throws Failure not-found, wrong-state, above-ceiling, not-allowed
 */
export async function checkHolders(
  tx: Transaction,
  organization: string,
  actor: Actor,
  all: readonly Holders[],
): Promise<void> {
  const ids = [...new Set(all.flatMap(({ ownerId, runsAsId }) => [ownerId ?? [], runsAsId ?? []].flat()))].sort();
  const members = await tx.$queryRaw<(Holder & { id: string })[]>`
    SELECT id, ${holderColumns} FROM members
    WHERE organization_id = ${organization}::uuid AND id = ANY(${ids}::uuid[]) ORDER BY id FOR SHARE`;
  if (members.length < ids.length) throw new Failure('not-found', { object: 'member' });
  const runners = new Set(all.map(({ runsAsId }) => runsAsId));
  for (const { id, ...holder } of members) mustHold(holder, runners.has(id));
  const teams = [...new Set(all.flatMap(({ ownerTeamId, teamId }) => [ownerTeamId ?? [], teamId ?? []].flat()))];
  const standing = await tx.team.count({
    where: { organizationId: organization, id: { in: teams }, archivedAt: null },
  });
  if (standing < teams.length) throw new Failure('not-found', { object: 'team' });
  if (actor.by === 'member') await checkActor(tx, organization, actor.memberId, all);
}

async function checkActor(tx: Transaction, organizationId: string, id: string, all: readonly Holders[]): Promise<void> {
  const member = await tx.member.findUnique({
    where: { organizationId_id: { organizationId, id } },
    select: { role: true, teams: { select: { teamId: true } } },
  });
  if (member === null) throw new Failure('not-found', { object: 'member' });
  const by = { id, role: member.role, teamIds: member.teams.map(({ teamId }) => teamId) };
  for (const holders of all) {
    const refusal = refusalOfHolders(by, holders);
    if (refusal !== null)
      throw new Failure('not-allowed', { action: `name this ${refusal}`, because: 'only an admin may' });
  }
}
