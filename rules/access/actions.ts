import type { Action, Level, MemberFacts, OrgRole } from './types.ts';

/** Everything that can be asked of a resource, in the order of docs and tables. */
export const actions = [
  'view',
  'use',
  'run',
  'edit',
  'share',
  'transfer',
  'archive',
  'reveal',
] as const satisfies readonly Action[];

const levels: { readonly [L in Level]: number } = { view: 0, use: 1, edit: 2, manage: 3 };
const roles: { readonly [R in OrgRole]: number } = { viewer: 0, member: 1, admin: 2 };

interface ActionRule {
  /** the least access to the resource that suffices */
  level: Level;
  /** the least org role whose ceiling reaches it */
  ceiling: OrgRole;
  /** only of a connection, never of one, or of every kind */
  of: 'connection' | 'not-connection' | 'every';
  /** an admin may do it without any relation to the resource */
  administration: boolean;
}

/**
 * What each action needs. Using a connection and revealing its secret are apart: `use` lets a pipeline run on it, only `manage` reveals. An admin
 * administers every resource, but neither runs, uses nor reveals what nobody gave them: they can give it to themselves, which is recorded.
 */
export const actionRules: { readonly [A in Action]: ActionRule } = {
  view: { level: 'view', ceiling: 'viewer', of: 'every', administration: true },
  use: { level: 'use', ceiling: 'member', of: 'connection', administration: false },
  run: { level: 'use', ceiling: 'member', of: 'not-connection', administration: false },
  edit: { level: 'edit', ceiling: 'member', of: 'every', administration: true },
  share: { level: 'manage', ceiling: 'member', of: 'every', administration: true },
  transfer: { level: 'manage', ceiling: 'member', of: 'every', administration: true },
  archive: { level: 'manage', ceiling: 'member', of: 'every', administration: true },
  reveal: { level: 'manage', ceiling: 'member', of: 'connection', administration: false },
};

export function reaches(level: Level, needed: Level): boolean {
  return levels[level] >= levels[needed];
}

export function roleReaches(role: OrgRole, needed: OrgRole): boolean {
  return roles[role] >= roles[needed];
}

/** Whether the action makes sense for this kind of resource. */
export function applies(action: Action, kind: string): boolean {
  const { of } = actionRules[action];
  return of === 'every' || (of === 'connection') === (kind === 'connection');
}

/** Who may be owner or runs-as of a resource: the ceiling must reach what that needs. A viewer can hold nothing. */
export function mayHold(role: OrgRole): boolean {
  return roleReaches(role, 'member');
}

/** Whether automation that runs as them would get what it needs: a custom role may leave it out. */
export function mayRun({ role, customRole }: Pick<MemberFacts, 'role' | 'customRole'>): boolean {
  const given = customRole?.permissions;
  return mayHold(role) && (given === undefined || (given.includes('run') && given.includes('use')));
}
