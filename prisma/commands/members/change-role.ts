import type { OrgRole } from '../../../rules/access/types.ts';
import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { changing, type Record } from '../../change.ts';
import type { Database, Transaction } from '../../client.ts';
import { stoppingNothing } from '../access-changes/stopping-nothing.ts';
import { syncExposuresOfMember } from '../connections/exposures.ts';
import { givenCustomRole } from '../custom-roles/given.ts';
import { lockMember } from './lock.ts';

/** To an org role alone, or to a custom role with the org role that it builds on. */
export type RoleChange = { memberId: string; now: Date } & ({ role: OrgRole } | { customRoleId: string });

/**
 * Changes a member's role. What they hold above the new ceiling stays theirs, but can't be used.
 * @throws Failure as changeRoleIn; automation-would-stop
 */
export function changeRole(db: Database, organization: string, actor: Actor, input: RoleChange): Promise<void> {
  const { memberId, now } = input;
  return changing(db, organization, actor, (tx, record) =>
    stoppingNothing(tx, organization, { memberIds: [memberId], now }, () =>
      changeRoleIn(tx, record, organization, actor, input),
    ),
  );
}

/**
 * The same in the caller's transaction, whatever it stops.
 * @throws Failure not-found; own-role; wrong-state unless active or suspended, for the caretaker, and for an archived custom role; at commit last-admin
 */
export async function changeRoleIn(
  tx: Transaction,
  record: Record,
  organization: string,
  actor: Actor,
  input: RoleChange,
): Promise<void> {
  const { memberId, now } = input;
  if (actor.by === 'member' && actor.memberId === memberId) throw new Failure('own-role', {});
  const after =
    'role' in input
      ? { role: input.role, customRoleId: null }
      : await givenCustomRole(tx, organization, input.customRoleId);
  const member = await lockMember(tx, organization, memberId);
  if (member.caretaker || (member.status !== 'active' && member.status !== 'suspended')) {
    const state = member.caretaker ? 'caretaker' : member.status;
    throw new Failure('wrong-state', { object: 'member', state, needs: 'active' });
  }
  const before = { role: member.role, customRoleId: member.customRoleId };
  if (before.role === after.role && before.customRoleId === after.customRoleId) return;
  await tx.member.update({
    where: { organizationId_id: { organizationId: organization, id: memberId } },
    data: after,
    select: { id: true },
  });
  await syncExposuresOfMember(tx, memberId, now);
  record({ action: 'member.role-changed', object: 'member', objectId: memberId, before, after });
}
