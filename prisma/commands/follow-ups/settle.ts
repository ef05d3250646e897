import type { Actor } from '../../../rules/audit/entry.ts';
import { policyOf } from '../../../rules/organizations/policy.ts';
import type { StepName } from '../../../rules/removals/steps.ts';
import { changing } from '../../change.ts';
import type { Database, Transaction } from '../../client.ts';
import { advance } from '../removals/items.ts';
import { lockRemoval } from '../removals/lock.ts';

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
    const { policy } = await tx.organization.findUniqueOrThrow({
      where: { id: organization },
      select: { policy: true },
    });
    return {
      closed: proved.length,
      open: await tx.followUp.count({ where: { organizationId: organization, removalId, status: 'open' } }),
      required: policyOf(policy).removals.followUps.required,
    };
  });
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
