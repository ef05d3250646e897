import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { changing, type Record } from '../../change.ts';
import type { Database, Transaction } from '../../client.ts';
import { once } from '../../receipt.ts';
import { syncExposuresOfMember } from '../connections/exposures.ts';
import { lockMember } from '../members/lock.ts';
import { requestErasureOf } from '../erasures/request.ts';
import { endHoldings } from './end-holdings.ts';
import type { BatchResult, RemovalBatchInput, RemovalEffectInput } from './input.ts';
import { advance, leftOf, nextItems } from './items.ts';
import { lockRunning } from './lock.ts';
import { shutDoors } from '../sessions/shut-doors.ts';

/**
 * Ends up to `limit` pending items of step `deactivate`: own keys, sessions, team memberships, shares, bookmarks.
 * @throws Failure removal-ended; wrong-state before the suspension
 */
export function endHoldingsBatch(
  db: Database,
  organization: string,
  actor: Actor,
  input: RemovalBatchInput,
): Promise<BatchResult> {
  const { removalId, now, limit } = input;
  return changing(db, organization, actor, async (tx, record) => {
    const { memberId: leaverId } = await lockRunning(tx, organization, removalId);
    const items = await nextItems(tx, organization, removalId, 'deactivate', limit);
    await endHoldings(tx, { organization, removalId, leaverId, now, record }, items);
    const walkedTo = items.at(-1)?.objectId ?? null;
    await advance(tx, organization, removalId, 'deactivate', { done: items.length, walkedTo });
    const left = items.length === limit ? 1 : await leftOf(tx, organization, removalId, 'deactivate');
    return { done: items.length, left };
  });
}

/**
 * The member is deactivated, and where the removal ends in erasure, that is asked for; whatever they came to hold meanwhile ends too, and the caretaking ends when nothing runs as them any more.
 * `runsAsLeaver`: automation that still does (skipped items): the caretaker goes on until its time is over, and the certificate says so.
 * @throws Failure removal-ended, wrong-state; no-custodian, no-billing-contact where they still are it
 */
export function deactivateLeaver(
  db: Database,
  organization: string,
  actor: Actor,
  input: RemovalEffectInput,
): Promise<{ runsAsLeaver: number; erasureId?: string }> {
  const { removalId, now, receipt } = input;
  return changing(db, organization, actor, (tx, record) =>
    once(tx, organization, receipt, async () => {
      const { memberId, ending, requestedById, reason } = await lockRunning(tx, organization, removalId);
      const ended = await endMember(tx, record, organization, { removalId, memberId, now, status: 'deactivated' });
      if (ending !== 'erase') return ended;
      const removal = { removalId, memberId, requestedById, reason };
      const erasureId = await requestErasureOf(tx, record, organization, removal, now);
      return { ...ended, ...(erasureId === undefined ? {} : { erasureId }) };
    }),
  );
}

/** The end of a member, within the caller's transaction. */
export async function endMember(
  tx: Transaction,
  record: Record,
  organization: string,
  input: { removalId: string; memberId: string; now: Date; status: 'deactivated' | 'removed' },
): Promise<{ runsAsLeaver: number }> {
  const { memberId, now, status } = input;
  const before = await lockMember(tx, organization, memberId);
  if (before.status !== 'suspended') {
    throw new Failure('wrong-state', { object: 'member', state: before.status, needs: 'suspended' });
  }
  await keepLate(tx, organization, input);
  const swept = await sweep(tx, organization, memberId, now);
  await tx.member.update({
    where: { organizationId_id: { organizationId: organization, id: memberId } },
    data: { status, [status === 'removed' ? 'removedAt' : 'deactivatedAt']: now },
    select: { id: true },
  });
  await syncExposuresOfMember(tx, memberId, now);
  const runsAsLeaver = await tx.resource.count({
    where: { organizationId: organization, runsAsId: memberId, archivedAt: null },
  });
  if (runsAsLeaver === 0) {
    await tx.caretaker.updateMany({
      where: { organizationId: organization, leaverId: memberId, endedAt: null },
      data: { endedAt: now },
    });
  }
  record({
    action: status === 'removed' ? 'member.erased' : 'member.deactivated',
    object: 'member',
    objectId: memberId,
    before: { status: before.status },
    after: { status, runsAsLeaver, ...swept },
    reason: 'removal',
  });
  return { runsAsLeaver };
}

/** What came after the plan becomes items of it, done with what was there: the undo knows no other list. */
async function keepLate(
  tx: Transaction,
  organization: string,
  { removalId, memberId, now }: { removalId: string; memberId: string; now: Date },
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO plan_items (organization_id, removal_id, key, position, kind, step, action, object_id, risk, facts, before, status, drift, done_at)
    SELECT ${organization}::uuid, ${removalId}::uuid, v.kind || ':' || v.id, p.taken + row_number() OVER (ORDER BY v.kind, v.id), v.kind, 'deactivate', 'end',
      v.id, 'none', v.facts, v.before, 'done', 'by-policy', ${now}::timestamptz
    FROM (
        SELECT 'team-membership' AS kind, t.team_id AS id, jsonb_build_object('role', t.role) AS facts, jsonb_build_object('role', t.role, 'since', t.since) AS before
          FROM team_members t WHERE t.organization_id = ${organization}::uuid AND t.member_id = ${memberId}::uuid
        UNION ALL SELECT 'share', s.id, jsonb_build_object('level', s.level, 'resourceId', s.resource_id),
            jsonb_build_object('resourceId', s.resource_id, 'level', s.level, 'createdAt', s.created_at)
          FROM shares s WHERE s.organization_id = ${organization}::uuid AND s.member_id = ${memberId}::uuid
        UNION ALL SELECT 'bookmark', b.resource_id, '{}'::jsonb, jsonb_build_object('createdAt', b.created_at)
          FROM bookmarks b WHERE b.organization_id = ${organization}::uuid AND b.member_id = ${memberId}::uuid
      ) v,
      (SELECT greatest(max(i.position), 2000000000) AS taken FROM plan_items i WHERE i.organization_id = ${organization}::uuid AND i.removal_id = ${removalId}::uuid) p
    ON CONFLICT DO NOTHING`;
}

/** What is no item that the batches walked, because it came after the plan. */
async function sweep(
  tx: Transaction,
  organizationId: string,
  memberId: string,
  now: Date,
): Promise<{ [what: string]: number }> {
  const where = { organizationId, memberId };
  const keys = await tx.credential.updateMany({
    where: { organizationId, holderId: memberId, kind: 'api_key', revokedAt: null },
    data: { revokedAt: now, secretBox: null },
  });
  const sessions = { count: await shutDoors(tx, where, now) };
  const teams = await tx.teamMember.deleteMany({ where });
  const shares = await tx.share.deleteMany({ where });
  const bookmarks = await tx.bookmark.deleteMany({ where });
  const found = Object.entries({ keys, sessions, teams, shares, bookmarks }).map(([what, { count }]) => [what, count]);
  return Object.fromEntries(found.filter(([, count]) => count !== 0)) as { [what: string]: number };
}
