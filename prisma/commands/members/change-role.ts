import type { OrgRole } from '../../../rules/access/types.ts';
import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { changing } from '../../change.ts';
import type { Database } from '../../client.ts';
import { syncExposuresOfMember } from '../connections/exposures.ts';
import { lockMember } from './lock.ts';

/**
 * Changes a member's org role. What they hold above the new ceiling stays theirs, but can't be used.
 * @throws Failure not-found; own-role; wrong-state unless active or suspended, and for the caretaker; last-admin
 */
export async function changeRole(
  db: Database,
  organization: string,
  actor: Actor,
  input: { memberId: string; role: OrgRole; now: Date },
): Promise<void> {
  const { memberId, role, now } = input;
  if (actor.by === 'member' && actor.memberId === memberId) throw new Failure('own-role', {});
  return changing(db, organization, actor, async (tx, record) => {
    const member = await lockMember(tx, organization, memberId);
    if (member.caretaker || (member.status !== 'active' && member.status !== 'suspended')) {
      const state = member.caretaker ? 'caretaker' : member.status;
      throw new Failure('wrong-state', { object: 'member', state, needs: 'active' });
    }
    if (member.role === role) return;
    await tx.member.update({
      where: { organizationId_id: { organizationId: organization, id: memberId } },
      data: { role },
      select: { id: true },
    });
    await syncExposuresOfMember(tx, memberId, now);
    record({
      action: 'member.role-changed',
      object: 'member',
      objectId: memberId,
      before: { role: member.role },
      after: { role },
    });
  });
}
