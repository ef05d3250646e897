import { randomUUID } from 'node:crypto';
import type { Level } from '../../../rules/access/types.ts';
import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { changing } from '../../change.ts';
import type { Database, Transaction } from '../../client.ts';
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
 * @throws Failure invalid-request unless there is exactly one receiver; not-found; wrong-state when the resource or team is archived, or the member not active
 */
export async function addShare(
  db: Database,
  organization: string,
  actor: Actor,
  input: NewShare,
): Promise<{ shareId: string }> {
  const { resourceId, memberId, teamId, level, now } = input;
  if ((memberId === undefined) === (teamId === undefined)) {
    throw new Failure('invalid-request', { field: 'memberId', expected: 'exactly one of memberId and teamId' });
  }
  return changing(db, organization, actor, async (tx, record) => {
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
  });
}

async function checkReceiver(tx: Transaction, organization: string, { memberId, teamId }: NewShare): Promise<void> {
  if (teamId !== undefined) await lockTeam(tx, organization, teamId);
  if (memberId === undefined) return;
  const { status } = await lockMember(tx, organization, memberId);
  if (status !== 'active') throw new Failure('wrong-state', { object: 'member', state: status, needs: 'active' });
}

/** @throws Failure not-found */
export function removeShare(
  db: Database,
  organization: string,
  actor: Actor,
  input: { shareId: string; now: Date },
): Promise<void> {
  const { shareId, now } = input;
  return changing(db, organization, actor, async (tx, record) => {
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
  });
}
