import { roleReaches } from './actions.ts';
import type { Action, MemberFacts, OrgRole } from './types.ts';

/**
 * What a member may do in the organization as a whole, and the least org role for it. Where a noun has two, the second part says whose: `own` needs no
 * more than being the one it belongs to (an approver of the approval, the owner of the follow-up, a maintainer of the team), which its command checks.
 */
export const permissions = {
  'organization.view': 'viewer',
  'organization.change': 'admin',
  'members.view': 'viewer',
  'members.manage': 'admin',
  'invitations.manage': 'admin',
  'approvals.own': 'viewer',
  'approvals.view': 'admin',
  'removals.manage': 'admin',
  'follow-ups.own': 'viewer',
  'follow-ups.manage': 'admin',
  'teams.view': 'viewer',
  'teams.own': 'member',
  'teams.manage': 'admin',
  'resources.create': 'member',
  'resources.register': 'admin',
  'service-accounts.view': 'member',
  'service-accounts.manage': 'admin',
  'api-keys.own': 'viewer',
  'api-keys.manage': 'admin',
  'grants.own': 'member',
  'grants.manage': 'admin',
  'bookmarks.own': 'viewer',
  'access.check': 'admin',
  'access.verify': 'admin',
  'audit.view': 'admin',
  'events.view': 'admin',
} as const satisfies Record<string, OrgRole>;

export type Permission = keyof typeof permissions;

/** A key with this scope may do all that its holder's role allows, now and in later releases. */
export const allScopes = 'all';

export function resourceScope(action: Action): string {
  return `resources.${action}`;
}

/** Whether the member's role and, for a key, its scopes reach this. Status is judged apart (rules/access/caller.ts). */
export function mayInOrganization(member: Pick<MemberFacts, 'role' | 'scopes'>, permission: Permission): boolean {
  return roleReaches(member.role, permissions[permission]) && withinScopes(member.scopes, permission);
}

export function withinScopes(scopes: readonly string[] | undefined, scope: string): boolean {
  return scopes === undefined || scopes.includes(allScopes) || scopes.includes(scope);
}
