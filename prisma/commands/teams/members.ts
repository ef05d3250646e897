import type { TeamRole } from '../../../rules/access/types.ts';
import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { changing, type Record } from '../../change.ts';
import type { Database, Transaction } from '../../client.ts';
import { stoppingNothing } from '../access-changes/stopping-nothing.ts';
import { syncExposuresOfTeam } from '../connections/exposures.ts';
import { lockMember } from '../members/lock.ts';
import { lockTeam } from './teams.ts';

interface TeamMembership {
  teamId: string;
  memberId: string;
  now: Date;
}

/**
 * Adds a member to a team, or changes their role in it.
 * @throws Failure not-found; wrong-state for an archived team, and for someone who is not active
 */
export function addTeamMember(
  db: Database,
  organization: string,
  actor: Actor,
  input: TeamMembership & { role: TeamRole },
): Promise<void> {
  const { teamId, memberId, role, now } = input;
  return changing(db, organization, actor, async (tx, record) => {
    await lockTeam(tx, organization, teamId);
    const { status } = await lockMember(tx, organization, memberId);
    if (status !== 'active') throw new Failure('wrong-state', { object: 'member', state: status, needs: 'active' });
    const where = { organizationId_teamId_memberId: { organizationId: organization, teamId, memberId } };
    const before = await tx.teamMember.findUnique({ where, select: { role: true } });
    if (before?.role === role) return;
    await tx.teamMember.upsert({
      where,
      create: { organizationId: organization, teamId, memberId, role, since: now },
      update: { role },
    });
    await syncExposuresOfTeam(tx, teamId, now);
    record({
      action: before === null ? 'team.member-added' : 'team.member-role-changed',
      object: 'team',
      objectId: teamId,
      ...(before === null ? {} : { before: { memberId, role: before.role } }),
      after: { memberId, role },
    });
  });
}

/** @throws Failure as removeTeamMemberIn; automation-would-stop */
export function removeTeamMember(
  db: Database,
  organization: string,
  actor: Actor,
  input: TeamMembership,
): Promise<void> {
  const { memberId, now } = input;
  return changing(db, organization, actor, (tx, record) =>
    stoppingNothing(tx, organization, { memberIds: [memberId], now }, () =>
      removeTeamMemberIn(tx, record, organization, input),
    ),
  );
}

/**
 * The same in the caller's transaction, whatever it stops.
 * @throws Failure not-found; wrong-state for an archived team
 */
export async function removeTeamMemberIn(
  tx: Transaction,
  record: Record,
  organization: string,
  { teamId, memberId, now }: TeamMembership,
): Promise<void> {
  await lockTeam(tx, organization, teamId);
  const where = { organizationId_teamId_memberId: { organizationId: organization, teamId, memberId } };
  const before = await tx.teamMember.findUnique({ where, select: { role: true } });
  if (before === null) throw new Failure('not-found', { object: 'member' });
  await tx.teamMember.delete({ where });
  await syncExposuresOfTeam(tx, teamId, now);
  record({
    action: 'team.member-removed',
    object: 'team',
    objectId: teamId,
    before: { memberId, role: before.role },
  });
}
