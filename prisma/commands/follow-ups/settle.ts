import type { Actor } from '../../../rules/audit/entry.ts';
import type { StepName } from '../../../rules/removals/steps.ts';
import { changing, type Record } from '../../change.ts';
import type { Database, Transaction } from '../../client.ts';
import { advance } from '../removals/items.ts';
import { lockRemoval } from '../removals/lock.ts';
import { policyIn } from '../../queries/organizations/policy.ts';

/**
 * Closes the follow-ups that the facts prove done (a newer secret was set, the grant is revoked) and says what is left: call it before each reminder.
 * `required`: by policy the removal does not close before they are done.
 * @throws Failure not-found
 */
export function settleFollowUps(
  db: Database,
  organization: string,
  actor: Actor,
  input: { removalId: string; now: Date },
): Promise<{ closed: number; open: number; required: boolean }> {
  const { removalId, now } = input;
  return changing(db, organization, actor, async (tx, record) => {
    await lockRemoval(tx, organization, removalId);
    const proved = await tx.$queryRaw<{ id: string; itemKey: string }[]>`
      UPDATE follow_ups f SET status = 'done', ended_at = ${now}::timestamptz FROM plan_items i
      WHERE f.organization_id = ${organization}::uuid AND f.removal_id = ${removalId}::uuid AND f.status = 'open'
        AND i.organization_id = f.organization_id AND i.removal_id = f.removal_id AND i.key = f.item_key AND (
          EXISTS (SELECT FROM grants g WHERE i.kind = 'grant' AND g.organization_id = i.organization_id AND g.id = i.object_id AND g.status = 'revoked')
          OR EXISTS (SELECT FROM credentials c WHERE i.kind = 'connection-secret' AND c.organization_id = i.organization_id AND c.id = i.object_id
            AND (c.revoked_at IS NOT NULL OR c.successor_id IS NOT NULL)))
      RETURNING f.id, f.item_key AS "itemKey"`;
    await finishFollowedUp(tx, organization, removalId, proved, now);
    if (proved.length > 0) {
      const after = { followUps: proved.map(({ id }) => id).sort() };
      record({ action: 'follow-up.proved', object: 'removal', objectId: removalId, after });
    }
    const policy = await policyIn(tx, organization);
    return {
      closed: proved.length,
      open: await tx.followUp.count({ where: { organizationId: organization, removalId, status: 'open' } }),
      required: policy.removals.followUps.required,
    };
  });
}

/** Removals that run, or ended without it, and still want this connection's present secret rotated, locked: call it before anything else is locked. */
export async function lockRemovalsOfSecret(
  tx: Transaction,
  organization: string,
  connectionId: string,
): Promise<{ removalId: string; memberId: string; itemKey: string }[]> {
  const found = await tx.$queryRaw<{ removalId: string; itemKey: string }[]>`
    SELECT r.id AS "removalId", i.key AS "itemKey" FROM credentials c
      JOIN removals r ON r.organization_id = c.organization_id AND r.status IN ('running', 'completed')
      JOIN plan_items i ON i.organization_id = r.organization_id AND i.removal_id = r.id AND i.key = 'connection-secret:' || c.id AND i.status = 'pending'
    WHERE c.organization_id = ${organization}::uuid AND c.connection_id = ${connectionId}::uuid AND c.kind = 'connection_secret' AND c.revoked_at IS NULL
    ORDER BY r.id`;
  const locked: { removalId: string; memberId: string; itemKey: string }[] = [];
  for (const one of found) {
    const { memberId } = await lockRemoval(tx, organization, one.removalId);
    locked.push({ ...one, memberId });
  }
  return locked;
}

/** The secret has a new version: in each of these removals, locked before, its item is done and its follow-up closed, at once. */
export async function settleSecret(
  tx: Transaction,
  record: Record,
  organization: string,
  removals: readonly { removalId: string; itemKey: string }[],
  now: Date,
): Promise<void> {
  for (const { removalId, itemKey } of removals) {
    const where = { organizationId: organization, removalId, itemKey, status: 'open' } as const;
    const open = await tx.followUp.findFirst({ where, select: { id: true } });
    await finishFollowedUp(tx, organization, removalId, [{ itemKey }], now);
    if (open === null) continue;
    await tx.followUp.updateMany({ where, data: { status: 'done', endedAt: now } });
    record({ action: 'follow-up.proved', object: 'removal', objectId: removalId, after: { followUps: [open.id] } });
  }
}

/** What was followed up is done, and counts as progress of its step. */
export async function finishFollowedUp(
  tx: Transaction,
  organization: string,
  removalId: string,
  followUps: readonly { itemKey: string }[],
  now: Date,
): Promise<void> {
  const rows = await tx.$queryRaw<{ step: StepName }[]>`
    UPDATE plan_items SET status = 'done', done_at = ${now}::timestamptz, reason = NULL
    WHERE organization_id = ${organization}::uuid AND removal_id = ${removalId}::uuid
      AND key = ANY(${followUps.map(({ itemKey }) => itemKey)}::text[]) AND status = 'pending' RETURNING step`;
  for (const step of new Set(rows.map((row) => row.step)))
    await advance(tx, organization, removalId, step, { done: rows.filter((row) => row.step === step).length });
}
