import { randomUUID } from 'node:crypto';
import { reaches } from '../../../rules/access/actions.ts';
import type { Level } from '../../../rules/access/types.ts';
import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { changing, type Record } from '../../change.ts';
import type { Database, Transaction } from '../../client.ts';
import { stoppingNothing } from '../access-changes/stopping-nothing.ts';
import { syncExposures } from '../connections/exposures.ts';
import { lockMember } from '../members/lock.ts';
import { lockResource } from '../resources/lock.ts';
import { lockTeam } from '../teams/teams.ts';

export interface NewShare {
  resourceId: string;
  /** exactly one of memberId and teamId */
  memberId?: string;
  teamId?: string;
  level: Level;
  now: Date;
}

/**
 * Shares a resource with a member or a team. Where there is a share already, its level changes.
 * @throws Failure as addShareIn; automation-would-stop where the level falls
 */
export async function addShare(
  db: Database,
  organization: string,
  actor: Actor,
  input: NewShare,
): Promise<{ shareId: string }> {
  return await changing(db, organization, actor, async (tx, record) => {
    const { resourceId, memberId = null, teamId = null, level, now } = input;
    const share = (): Promise<{ shareId: string }> => addShareIn(tx, record, organization, input);
    const where = { organizationId: organization, resourceId, memberId, teamId };
    const before = await tx.share.findFirst({ where, select: { level: true } });
    if (before === null || reaches(level, before.level)) return await share();
    const memberIds = await receiversOf(tx, organization, input);
    return await stoppingNothing(tx, organization, { memberIds, now }, share);
  });
}

/**
 * The same in the caller's transaction, whatever it stops.
 * @throws Failure invalid-request unless there is exactly one receiver; not-found; wrong-state when the resource or team is archived, or the member not active
 */
export async function addShareIn(
  tx: Transaction,
  record: Record,
  organization: string,
  input: NewShare,
): Promise<{ shareId: string }> {
  const { resourceId, memberId, teamId, level, now } = input;
  if ((memberId === undefined) === (teamId === undefined)) {
    throw new Failure('invalid-request', { field: 'memberId', expected: 'exactly one of memberId and teamId' });
  }
  const resource = await lockResource(tx, organization, resourceId);
  await checkReceiver(tx, organization, input);
  const receiver = { memberId: memberId ?? null, teamId: teamId ?? null };
  const before = await tx.share.findFirst({
    where: { organizationId: organization, resourceId, ...receiver },
    select: { id: true, level: true },
  });
  if (before?.level === level) return { shareId: before.id };
  const id = before?.id ?? randomUUID();
  await tx.share.upsert({
    where: { organizationId_id: { organizationId: organization, id } },
    create: { organizationId: organization, id, resourceId, ...receiver, level, createdAt: now },
    update: { level },
    select: { id: true },
  });
  if (resource.kind === 'connection') await syncExposures(tx, [resourceId], now);
  record({
    action: before === null ? 'share.added' : 'share.changed',
    object: 'share',
    objectId: id,
    ...(before === null ? {} : { before: { level: before.level } }),
    after: { resourceId, memberId, teamId, level },
  });
  return { shareId: id };
}

async function checkReceiver(tx: Transaction, organization: string, { memberId, teamId }: NewShare): Promise<void> {
  if (teamId !== undefined) await lockTeam(tx, organization, teamId);
  if (memberId === undefined) return;
  const { status } = await lockMember(tx, organization, memberId);
  if (status !== 'active') throw new Failure('wrong-state', { object: 'member', state: status, needs: 'active' });
}

/** Whom a share reaches: a member, or all of a team. In the order of their ids. */
export async function receiversOf(
  tx: Transaction,
  organizationId: string,
  { memberId, teamId }: { memberId?: string | null | undefined; teamId?: string | null | undefined },
): Promise<string[]> {
  if (typeof memberId === 'string') return [memberId];
  if (typeof teamId !== 'string') return [];
  const members = await tx.teamMember.findMany({
    where: { organizationId, teamId },
    orderBy: { memberId: 'asc' },
    select: { memberId: true },
  });
  return members.map((member) => member.memberId);
}

/** @throws Failure as removeShareIn; automation-would-stop */
export function removeShare(
  db: Database,
  organization: string,
  actor: Actor,
  input: { shareId: string; now: Date },
): Promise<void> {
  const { shareId, now } = input;
  return changing(db, organization, actor, async (tx, record) => {
    const where = { organizationId_id: { organizationId: organization, id: shareId } };
    const share = await tx.share.findUnique({ where, select: { memberId: true, teamId: true } });
    const memberIds = share === null ? [] : await receiversOf(tx, organization, share);
    await stoppingNothing(tx, organization, { memberIds, now }, () => removeShareIn(tx, record, organization, input));
  });
}

/**
 * The same in the caller's transaction, whatever it stops.
 * @throws Failure not-found
 */
export async function removeShareIn(
  tx: Transaction,
  record: Record,
  organization: string,
  { shareId, now }: { shareId: string; now: Date },
): Promise<void> {
  const [share] = await tx.$queryRaw<
    { resourceId: string; memberId: string | null; teamId: string | null; level: Level }[]
  >`
    DELETE FROM shares WHERE organization_id = ${organization}::uuid AND id = ${shareId}::uuid
    RETURNING resource_id AS "resourceId", member_id AS "memberId", team_id AS "teamId", level::text`;
  if (share === undefined) throw new Failure('not-found', { object: 'share' });
  await syncExposures(tx, [share.resourceId], now);
  record({
    action: 'share.removed',
    object: 'share',
    objectId: shareId,
    before: { ...share, memberId: share.memberId ?? undefined, teamId: share.teamId ?? undefined },
  });
}
