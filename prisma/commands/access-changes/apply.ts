import { reaches } from '../../../rules/access/actions.ts';
import type { AccessChange } from '../../../rules/access-changes/effects.ts';
import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import type { Record } from '../../change.ts';
import type { Transaction } from '../../client.ts';
import { changeRoleIn } from '../members/change-role.ts';
import { lockMember } from '../members/lock.ts';
import { addShareIn, receiversOf, removeShareIn } from '../shares/shares.ts';
import { removeTeamMemberIn } from '../teams/members.ts';

/** Whose access it takes away. @throws Failure not-found */
export async function touchedMembers(tx: Transaction, organization: string, change: AccessChange): Promise<string[]> {
  if (change.kind !== 'unshare') {
    const { id } = await lockMember(tx, organization, change.memberId);
    return [id];
  }
  return await receiversOf(tx, organization, await shareOf(tx, organization, change.shareId));
}

/** The change itself, by the command's own code. @throws Failure as that */
export async function apply(
  tx: Transaction,
  record: Record,
  organization: string,
  { actor, change, now }: { actor: Actor; change: AccessChange; now: Date },
): Promise<void> {
  switch (change.kind) {
    case 'role':
      return changeRoleIn(tx, record, organization, actor, { memberId: change.memberId, role: change.role, now });
    case 'custom-role': {
      const { memberId, customRoleId } = change;
      return changeRoleIn(tx, record, organization, actor, { memberId, customRoleId, now });
    }
    case 'leave-team':
      return removeTeamMemberIn(tx, record, organization, { teamId: change.teamId, memberId: change.memberId, now });
    case 'unshare':
      return unshare(tx, record, organization, { ...change, now });
  }
}

async function unshare(
  tx: Transaction,
  record: Record,
  organization: string,
  { shareId, level, now }: Extract<AccessChange, { kind: 'unshare' }> & { now: Date },
): Promise<void> {
  if (level === undefined) return removeShareIn(tx, record, organization, { shareId, now });
  const { resourceId, memberId, teamId, level: present } = await shareOf(tx, organization, shareId);
  if (reaches(level, present))
    throw new Failure('invalid-request', { field: 'change.level', expected: `less than ${present}` });
  const receiver = memberId === null ? { teamId: teamId ?? '' } : { memberId };
  await addShareIn(tx, record, organization, { resourceId, ...receiver, level, now });
}

async function shareOf(tx: Transaction, organization: string, shareId: string) {
  const where = { organizationId_id: { organizationId: organization, id: shareId } };
  const select = { resourceId: true, memberId: true, teamId: true, level: true } as const;
  const share = await tx.share.findUnique({ where, select });
  if (share === null) throw new Failure('not-found', { object: 'share' });
  return share;
}
