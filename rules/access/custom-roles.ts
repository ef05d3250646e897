import { Failure } from '../failures.ts';
import { actionRules, actions, roleReaches } from './actions.ts';
import type { MemberFacts, OrgRole, Permission } from './types.ts';

/** Everything that a custom role can hold, in the order of docs and tables. */
export const permissions = [...actions, 'create'] as const satisfies readonly Permission[];

export interface CustomRole {
  id: string;
  name: string;
  orgRole: OrgRole;
  /** the custom role that it builds on; null: the org role itself */
  parentId: string | null;
  permissions: readonly Permission[];
}

/** All that an org role reaches: what a custom role that builds on it can have at most. */
export function permissionsOf(role: OrgRole): Permission[] {
  return permissions.filter((one) => roleReaches(role, one === 'create' ? 'member' : actionRules[one].ceiling));
}

type Above = Pick<CustomRole, 'name' | 'orgRole' | 'permissions'>;

/**
 * The permissions of a custom role, each once, in order. It always has `view`: a list shows what someone may see.
 * @param above the custom role that it builds on, if it is one
 * @throws Failure above-ceiling for a permission that what it builds on lacks
 */
export function bundled(orgRole: OrgRole, above: Above | undefined, asked: readonly Permission[]): Permission[] {
  const most = above?.permissions ?? permissionsOf(orgRole);
  const more = asked.find((one) => !most.includes(one));
  if (more !== undefined) throw new Failure('above-ceiling', { ceiling: above?.name ?? orgRole, asked: more });
  return permissions.filter((one) => one === 'view' || asked.includes(one));
}

/**
 * What builds on it, and on that, and so on: what it loses, they lose too.
 * @returns ids, without its own
 */
export function descendants(all: readonly CustomRole[], id: string): string[] {
  const found = new Set<string>();
  const walk = (parent: string): void => {
    for (const role of all) {
      if (role.parentId !== parent || found.has(role.id) || role.id === id) continue;
      found.add(role.id);
      walk(role.id);
    }
  };
  walk(id);
  return [...found];
}

/** @throws Failure custom-role-cycle when the parent is the role itself, or builds on it */
export function checkParent(all: readonly CustomRole[], id: string, parentId: string): void {
  if (parentId === id || descendants(all, id).includes(parentId))
    throw new Failure('custom-role-cycle', { customRoleId: id });
}

type Power = Pick<MemberFacts, 'role' | 'customRole'>;

/** What one may do, by org role and custom role, that the other may not: the org role, or the first such permission; null: nothing. */
export function beyond(one: Power, other: Power): OrgRole | Permission | null {
  if (!roleReaches(other.role, one.role)) return one.role;
  const most = other.customRole?.permissions ?? permissionsOf(other.role);
  const has = one.customRole?.permissions ?? permissionsOf(one.role);
  return has.find((permission) => !most.includes(permission)) ?? null;
}

/** @throws Failure name-taken for the name of an org role, whatever its case: nobody should mistake one for the other */
export function checkName(name: string): void {
  if (['viewer', 'member', 'admin'].includes(name.toLowerCase()))
    throw new Failure('name-taken', { name: 'custom-role' });
}
