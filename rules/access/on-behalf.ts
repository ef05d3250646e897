import type { MemberFacts, OrgRole } from './types.ts';

/** Asking what somebody else may do, and verifying keys, is for hosts (service accounts) and admins: it tells things about others. */
export function mayAskForOthers(caller: Pick<MemberFacts, 'kind' | 'role'>): boolean {
  return caller.kind === 'service_account' || caller.role === 'admin';
}

interface Holders {
  ownerId?: string | undefined;
  ownerTeamId?: string | undefined;
  runsAsId?: string | undefined;
}

/**
 * Whom somebody may make owner or runs-as of a resource. An admin: anyone who may hold it. Others: themselves or a team of theirs as owner; as
 * runs-as only themselves, because automation has the authority of whoever it runs as.
 * @returns what is refused, or null
 */
export function refusalOfHolders(
  by: { id: string; role: OrgRole; teamIds: readonly string[] },
  holders: Holders,
): 'owner' | 'runs-as' | null {
  if (by.role === 'admin') return null;
  const { ownerId, ownerTeamId, runsAsId } = holders;
  if (ownerId !== undefined && ownerId !== by.id) return 'owner';
  if (ownerTeamId !== undefined && !by.teamIds.includes(ownerTeamId)) return 'owner';
  return runsAsId !== undefined && runsAsId !== by.id ? 'runs-as' : null;
}
