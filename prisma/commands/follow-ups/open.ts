import { randomUUID } from 'node:crypto';
import { DateTime } from 'luxon';
import type { Actor } from '../../../rules/audit/entry.ts';
import { dueHour, workingDaysAfter } from '../../../rules/removals/follow-up.ts';
import { changing } from '../../change.ts';
import type { Database, Transaction } from '../../client.ts';
import { resting, unsettled } from '../../queries/removals/grants.ts';
import type { BatchResult, RemovalBatchInput } from '../removals/input.ts';
import { lockRunning } from '../removals/lock.ts';
import { policyIn } from '../../queries/organizations/policy.ts';

interface Due {
  key: string;
  kind: string;
  ownerId: string;
  timeZone: string;
  provider: string;
  page: string | null;
  /** something runs on it: another consent has to take its place first, and be used */
  rests: boolean;
}

/**
 * Opens a follow-up for each pending grant and exposed connection secret of the plan that has none, for the item's successor, due so many working days from
 * now by their own calendar and clock. Call again while `left` is above 0.
 * @throws Failure removal-ended, wrong-state
 */
export function openFollowUps(
  db: Database,
  organization: string,
  actor: Actor,
  input: RemovalBatchInput,
): Promise<BatchResult> {
  const { removalId, now, limit } = input;
  return changing(db, organization, actor, async (tx, record) => {
    await lockRunning(tx, organization, removalId);
    const due = await withoutFollowUp(tx, organization, removalId, limit);
    const policy = await policyIn(tx, organization);
    const { dueDays } = policy.removals.followUps;
    const rows = due.map(({ key, kind, ownerId, timeZone, provider, page, rests }) => ({
      organizationId: organization,
      id: randomUUID(),
      removalId,
      itemKey: key,
      ownerId,
      provider,
      page,
      kind: kind !== 'grant' ? 'rotate-upstream-secret' : rests ? 'renew-grant' : 'revoke-grant',
      createdAt: now,
      dueAt: dueAt(now, dueDays, timeZone),
    }));
    await tx.followUp.createMany({ data: rows });
    for (let from = 0; from < rows.length; from += 1000)
      record({
        action: 'follow-up.opened',
        object: 'removal',
        objectId: removalId,
        after: {
          followUps: rows.slice(from, from + 1000).map(({ id, itemKey, ownerId }) => ({ id, itemKey, ownerId })),
        },
      });
    return { done: rows.length, left: rows.length === limit ? 1 : 0 };
  });
}

/** At the due hour of the owner's day. A zone that is not known counts as UTC. */
export function dueAt(now: Date, workingDays: number, timeZone: string): Date {
  const asked = DateTime.fromJSDate(now, { zone: timeZone });
  const { year, month, day, zoneName } = asked.isValid ? asked : asked.setZone('UTC');
  const last = workingDaysAfter({ year, month, day }, workingDays);
  return DateTime.fromObject({ ...last, hour: dueHour }, { zone: zoneName ?? 'UTC' }).toJSDate();
}

function withoutFollowUp(tx: Transaction, organization: string, removalId: string, limit: number): Promise<Due[]> {
  return tx.$queryRaw<Due[]>`
    SELECT i.key, i.kind, m.id AS "ownerId", m.time_zone AS "timeZone", n.provider, g.human_page AS page,
      g.id IS NOT NULL AND NOT r.for_cause AND (${resting('g')} OR ${unsettled('g')}) AS rests
    FROM plan_items i JOIN removals r ON r.organization_id = i.organization_id AND r.id = i.removal_id JOIN members m ON m.organization_id = i.organization_id AND m.id = i.successor_id
      JOIN connections n ON n.organization_id = i.organization_id AND n.resource_id = (i.facts ->> 'connectionId')::uuid
      LEFT JOIN grants g ON i.kind = 'grant' AND g.organization_id = i.organization_id AND g.id = i.object_id
    WHERE i.organization_id = ${organization}::uuid AND i.removal_id = ${removalId}::uuid AND i.step IN ('grants', 'rotate')
      AND i.kind IN ('grant', 'connection-secret') AND i.status = 'pending'
      AND NOT EXISTS (SELECT FROM follow_ups f WHERE f.organization_id = i.organization_id AND f.removal_id = i.removal_id AND f.item_key = i.key)
    ORDER BY i.object_id LIMIT ${limit}`;
}
