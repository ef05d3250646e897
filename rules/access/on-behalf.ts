import { decide } from './decide.ts';
import type { AccessFacts, MemberFacts, OrgRole } from './types.ts';

/** Asking what somebody else may do, and verifying keys, is for hosts (service accounts) and admins: it tells things about others. */
export function mayAskForOthers(caller: Pick<MemberFacts, 'kind' | 'role'>): boolean {
  return caller.kind === 'service_account' || caller.role === 'admin';
}

/**
 * Who may do what to a resource is told to those who could change it: whoever may share it, admins included; of an archived one to whoever could have. A key needs
 * no right to write for it: it only reads.
 */
export function mayReview(facts: AccessFacts, now: number): boolean {
  if (facts.member === null || facts.resource === null) return false;
  const { scopes: _, ...member } = facts.member;
  return decide({ ...facts, member, resource: { ...facts.resource, archived: false } }, 'share', now).allowed;
}

interface Holders {
  ownerId?: string | undefined;
  ownerTeamId?: string | undefined;
  runsAsId?: string | undefined;
  /** in whose scope it lies; null: in none's */
  teamId?: string | null | undefined;
}

/**
 * Whom somebody may make owner or runs-as of a resource, and into whose scope they may put it. An admin: anyone who may hold it, any team. Others: themselves or a
 * team of theirs as owner; into the scope of a team of theirs; as runs-as only themselves, because automation has the authority of whoever it runs as.
 * @returns what is refused, or null
 */
export function refusalOfHolders(
  by: { id: string; role: OrgRole; teamIds: readonly string[] },
  holders: Holders,
): 'owner' | 'runs-as' | 'team' | null {
  if (by.role === 'admin') return null;
  const { ownerId, ownerTeamId, runsAsId, teamId } = holders;
  if (ownerId !== undefined && ownerId !== by.id) return 'owner';
  if (ownerTeamId !== undefined && !by.teamIds.includes(ownerTeamId)) return 'owner';
  if (typeof teamId === 'string' && !by.teamIds.includes(teamId)) return 'team';
  return runsAsId !== undefined && runsAsId !== by.id ? 'runs-as' : null;
}
