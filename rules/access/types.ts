/** The facts on which access is decided, and the decision: plain data, as prisma/queries/access reads it and the API answers it. */

import type { Scope } from './scopes.ts';

export type OrgRole = 'viewer' | 'member' | 'admin';
export type MemberKind = 'person' | 'service_account';
export type MemberStatus = 'invited' | 'active' | 'suspended' | 'deactivated' | 'removed';
export type TeamRole = 'maintainer' | 'member';
export type Level = 'view' | 'use' | 'edit' | 'manage';
/** What a custom role bundles: the actions, and to create anything at all. */
export type Permission = Action | 'create';
export type Action = 'view' | 'use' | 'run' | 'edit' | 'share' | 'transfer' | 'archive' | 'reveal';

/** `suspended` by the operator, `closed` by an admin of it: both shut every door. */
export type OrganizationStatus = 'active' | 'suspended' | 'closed';

export interface OrganizationFacts {
  id: string;
  status: OrganizationStatus;
}

/** Narrows the org role that it builds on to these permissions. */
export interface CustomRoleFacts {
  id: string;
  permissions: readonly Permission[];
}

/** A member, as far as access depends on them. */
export interface MemberFacts {
  organizationId: string;
  id: string;
  kind: MemberKind;
  role: OrgRole;
  status: MemberStatus;
  /** none: all that the org role reaches */
  customRole?: CustomRoleFacts | null;
  /** asked with an API key: what the key is limited to; undefined: all that the role allows */
  scopes?: readonly string[];
}

export interface ResourceFacts {
  organizationId: string;
  id: string;
  kind: string;
  archived: boolean;
}

export interface TeamFacts {
  teamId: string;
  role: TeamRole;
}

/** What connects a member to a resource. */
export interface RelationFacts {
  owner: boolean;
  /** the member's team that owns it */
  ownerTeam: TeamFacts | null;
  /** the member's team in whose scope it lies */
  team: TeamFacts | null;
  share: Level | null;
  teamShares: readonly { teamId: string; level: Level }[];
}

/**
 * The question was asked for "whatever this automation runs as": who that is (decision 1), and what the automation has to do with the object.
 * Times are milliseconds since 1970.
 */
export interface AutomationFacts {
  resourceId: string;
  archived: boolean;
  runsAs: MemberFacts | null;
  caretaking: { caretaker: MemberFacts; until: number } | null;
  /** the object is the automation itself */
  isObject: boolean;
  /** the object is what the automation, a schedule, runs */
  isTarget: boolean;
  /** the object is a connection that the automation, or its target, uses */
  usesObject: boolean;
}

export interface AccessFacts {
  organization: OrganizationFacts;
  /** null: there is no such member here; of an automation: see `automation` */
  member: MemberFacts | null;
  resource: ResourceFacts | null;
  relation: RelationFacts;
  automation?: AutomationFacts;
}

/** One fact that decided. Of an allowed question: what permits it; of a refused one: what forbids it, or what is missing. */
export type Reason =
  | { fact: 'owner' }
  | { fact: 'owner-team'; teamId: string; role: TeamRole }
  | { fact: 'team'; teamId: string; role: TeamRole }
  | { fact: 'share'; level: Level; teamId?: string }
  | { fact: 'administration'; role: OrgRole }
  | { fact: 'runs-as' }
  | { fact: 'caretaker'; leaverId: string; until: number }
  | { fact: 'ceiling'; role: OrgRole; needs: OrgRole }
  /** `has`: with it they may, as far as the rest reaches; without it, it forbids */
  | { fact: 'custom-role'; customRoleId: string; permission: Permission; has: boolean }
  | { fact: 'scope'; needs: Scope }
  | { fact: 'organization-status'; status: Exclude<OrganizationStatus, 'active'> }
  | { fact: 'member-status'; status: MemberStatus }
  | { fact: 'archived' }
  | { fact: 'not-applicable'; kind: string }
  | { fact: 'access'; needs: Level; has: Level | null }
  | { fact: 'caretaker-bound' }
  | { fact: 'caretaker-expired'; until: number }
  | { fact: 'no-runs-as' }
  | { fact: 'no-such-member' }
  | { fact: 'no-such-resource' };

export interface Decision {
  allowed: boolean;
  because: readonly Reason[];
  /** the member whose authority was judged */
  as: string | null;
  /** that member stands in for a leaver */
  caretaker: boolean;
}
