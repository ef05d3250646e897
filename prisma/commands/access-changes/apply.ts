import { reaches } from '../../../rules/access/actions.ts';
import type { AccessChange } from '../../../rules/access-changes/effects.ts';
import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import type { Record } from '../../change.ts';
import type { Transaction } from '../../client.ts';
import { archiveCustomRoleIn } from '../custom-roles/archive.ts';
import { removePermissionIn } from '../custom-roles/change.ts';
import { holdersOf } from '../custom-roles/holders.ts';
import { changeRoleIn } from '../members/change-role.ts';
import { lockMember } from '../members/lock.ts';
import { addShareIn, receiversOf, removeShareIn } from '../shares/shares.ts';
import { removeTeamMemberIn } from '../teams/members.ts';
import { archiveTeamIn, lockTeam } from '../teams/teams.ts';

/** Whose access it takes away, locked against what would make it others’. @throws Failure not-found; wrong-state for what is archived */
export async function touchedMembers(tx: Transaction, organization: string, change: AccessChange): Promise<string[]> {
  switch (change.kind) {
    case 'unshare':
      return await receiversOf(tx, organization, await shareOf(tx, organization, change.shareId));
    case 'archive-team':
      await lockTeam(tx, organization, change.teamId);
      return await receiversOf(tx, organization, { teamId: change.teamId });
    case 'remove-permission':
      return await holdersOf(tx, organization, { customRoleId: change.customRoleId, below: true });
    case 'archive-custom-role':
      return await holdersOf(tx, organization, { customRoleId: change.customRoleId, below: false });
    default:
      return [(await lockMember(tx, organization, change.memberId)).id];
  }
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
    case 'archive-team':
      return archiveTeamIn(tx, record, organization, { teamId: change.teamId, now });
    case 'remove-permission':
      return removePermissionIn(tx, record, organization, actor, { ...change, now });
    case 'archive-custom-role': {
      const { customRoleId, replacement } = change;
      if (replacement === undefined) return archiveCustomRoleIn(tx, record, organization, actor, { customRoleId, now });
      const instead = replacement.customRoleId === null ? null : { customRoleId: replacement.customRoleId };
      return archiveCustomRoleIn(tx, record, organization, actor, { customRoleId, replacement: instead, now });
    }
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
