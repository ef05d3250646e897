import { bundled, checkName, checkParent, descendants, permissions } from '../../../rules/access/custom-roles.ts';
import type { OrgRole, Permission } from '../../../rules/access/types.ts';
import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { changing, type Record } from '../../change.ts';
import type { Database, Transaction } from '../../client.ts';
import { stoppingNothing } from '../access-changes/stopping-nothing.ts';
import { syncAllExposures } from '../connections/exposures.ts';
import { holdersOf } from './holders.ts';
import { lockCustomRole, refuseOwn } from './lock.ts';

interface Change {
  customRoleId: string;
  permission: Permission;
  now: Date;
}

/** @throws Failure not-found, wrong-state, name-taken */
export function renameCustomRole(
  db: Database,
  organization: string,
  actor: Actor,
  { customRoleId, name }: { customRoleId: string; name: string },
): Promise<void> {
  return changing(db, organization, actor, async (tx, record) => {
    checkName(name);
    await lockCustomRole(tx, organization, customRoleId);
    await write(tx, organization, customRoleId, { name });
    record({ action: 'custom-role.renamed', object: 'custom-role', objectId: customRoleId });
  });
}

/**
 * Whoever holds it may do more, from the commit on. What is there already changes nothing.
 * @throws Failure not-found, wrong-state; above-ceiling; own-role for who holds it
 */
export function addPermission(db: Database, organization: string, actor: Actor, input: Change): Promise<void> {
  const { customRoleId, permission, now } = input;
  return changing(db, organization, actor, async (tx, record) => {
    const { role, all } = await lockCustomRole(tx, organization, customRoleId);
    await refuseOwn(tx, organization, actor, customRoleId);
    if (role.permissions.includes(permission)) return;
    const parent = all.find(({ id }) => id === role.parentId);
    const more = bundled(role.orgRole, parent, [...role.permissions, permission]);
    await write(tx, organization, customRoleId, { permissions: more });
    if (permission === 'reveal') await syncAllExposures(tx, now);
    record({
      action: 'custom-role.permission-added',
      object: 'custom-role',
      objectId: customRoleId,
      after: { permission },
    });
  });
}

/** @throws Failure as removePermissionIn; automation-would-stop */
export function removePermission(db: Database, organization: string, actor: Actor, input: Change): Promise<void> {
  const { customRoleId, permission, now } = input;
  return changing(db, organization, actor, async (tx, record) => {
    const asked = permission === 'run' || permission === 'use'; // all that is asked of what automation runs as
    const memberIds = asked ? await holdersOf(tx, organization, { customRoleId, below: true }) : [];
    await stoppingNothing(tx, organization, { memberIds, now }, () =>
      removePermissionIn(tx, record, organization, actor, input),
    );
  });
}

/**
 * Whoever holds it may do less, from the commit on, whatever that stops; and so may who holds what builds on it, which loses the permission with it.
 * @throws Failure not-found, wrong-state; own-role for who holds it; invalid-request for `view`, which every custom role has
 */
export async function removePermissionIn(
  tx: Transaction,
  record: Record,
  organization: string,
  actor: Actor,
  { customRoleId, permission, now }: Change,
): Promise<void> {
  if (permission === 'view') {
    const others = permissions.filter((one) => one !== 'view');
    throw new Failure('invalid-request', { field: 'permission', expected: others.join(' | ') });
  }
  const { all } = await lockCustomRole(tx, organization, customRoleId);
  await refuseOwn(tx, organization, actor, customRoleId);
  const touched = [customRoleId, ...descendants(all, customRoleId)];
  const losing = all.filter((one) => touched.includes(one.id) && one.permissions.includes(permission));
  for (const one of losing) {
    const fewer = one.permissions.filter((had) => had !== permission);
    await write(tx, organization, one.id, { permissions: fewer });
    record({
      action: 'custom-role.permission-removed',
      object: 'custom-role',
      objectId: one.id,
      before: { permission },
      ...(one.id === customRoleId ? {} : { reason: 'what it builds on lost it' }),
    });
  }
  if (permission === 'reveal' && losing.length > 0) await syncAllExposures(tx, now);
}

/**
 * Lets it build on another custom role of the same org role, or (null) on the org role itself. Its permissions stay.
 * @throws Failure not-found, wrong-state; custom-role-cycle; above-ceiling when it has more than what it is to build on; own-role
 */
export function buildOn(
  db: Database,
  organization: string,
  actor: Actor,
  { customRoleId, parentId }: { customRoleId: string; parentId: string | null },
): Promise<void> {
  return changing(db, organization, actor, async (tx, record) => {
    const { role, all } = await lockCustomRole(tx, organization, customRoleId);
    await refuseOwn(tx, organization, actor, customRoleId);
    if (role.parentId === parentId) return;
    if (parentId !== null) {
      checkParent(all, customRoleId, parentId);
      const { role: parent } = await lockCustomRole(tx, organization, parentId);
      checkOrgRole(role.orgRole, parent.orgRole);
      bundled(role.orgRole, parent, role.permissions);
    }
    await write(tx, organization, customRoleId, { parentId });
    record({
      action: 'custom-role.built-on',
      object: 'custom-role',
      objectId: customRoleId,
      before: { parentId: role.parentId },
      after: { parentId },
    });
  });
}

/** Both build on the same org role: what someone holds never moves from one ceiling to another unseen. @throws Failure wrong-state */
export function checkOrgRole(orgRole: OrgRole, other: OrgRole): void {
  if (other === orgRole) return;
  throw new Failure('wrong-state', {
    object: 'custom-role',
    state: `builds on ${other}`,
    needs: `builds on ${orgRole}`,
  });
}

interface Data {
  name?: string;
  permissions?: Permission[];
  parentId?: string | null;
}

async function write(tx: Transaction, organizationId: string, id: string, data: Data): Promise<void> {
  await tx.customRole.update({
    where: { organizationId_id: { organizationId, id } },
    data,
    select: { id: true },
  });
}
