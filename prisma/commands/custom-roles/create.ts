import { randomUUID } from 'node:crypto';
import { bundled, checkName } from '../../../rules/access/custom-roles.ts';
import type { OrgRole, Permission } from '../../../rules/access/types.ts';
import type { Actor } from '../../../rules/audit/entry.ts';
import { changing } from '../../change.ts';
import type { Database } from '../../client.ts';
import { lockCustomRole } from './lock.ts';

export interface NewCustomRole {
  name: string;
  /** an org role, or another custom role */
  buildsOn: { role: OrgRole } | { customRoleId: string };
  permissions: readonly Permission[];
  now: Date;
}

/**
 * Bundles permissions, at most those of what it builds on. Nobody holds it yet.
 * @throws Failure name-taken, whatever the case of its letters; above-ceiling; not-found, wrong-state for what it builds on
 */
export function createCustomRole(
  db: Database,
  organization: string,
  actor: Actor,
  { name, buildsOn, permissions: asked, now }: NewCustomRole,
): Promise<{ customRoleId: string }> {
  return changing(db, organization, actor, async (tx, record) => {
    checkName(name);
    const parent =
      'role' in buildsOn ? undefined : (await lockCustomRole(tx, organization, buildsOn.customRoleId)).role;
    const orgRole = 'role' in buildsOn ? buildsOn.role : (parent?.orgRole ?? 'viewer');
    const permissions = bundled(orgRole, parent, asked);
    const id = randomUUID();
    const parentId = parent?.id ?? null;
    await tx.customRole.create({
      data: { organizationId: organization, id, name, orgRole, parentId, permissions, createdAt: now },
      select: { id: true },
    });
    record({
      action: 'custom-role.created',
      object: 'custom-role',
      objectId: id,
      after: { orgRole, parentId, permissions },
    });
    return { customRoleId: id };
  });
}
