import type { Actor } from '../../../rules/audit/entry.ts';
import { changing } from '../../change.ts';
import type { Database } from '../../client.ts';
import type { RemovalStepInput } from './input.ts';
import { lockRunning } from './lock.ts';

/** A host's answer for one resource. */
export interface HandoverAnswer {
  resourceId: string;
  ok: boolean;
  /** as the host says it */
  reason?: string;
}

const longestReason = 200;

/**
 * Keeps a host's answers: acknowledged items are done, refused ones stay `awaiting_host` with the reason. Repeating an answer changes nothing; one for what was
 * not asked is ignored. `left`: items that still wait for a host; `refused`: those of them that a host refused.
 * @throws Failure removal-ended, wrong-state, not-found
 */
export function acknowledgeHandover(
  db: Database,
  organization: string,
  actor: Actor,
  input: RemovalStepInput & { answers: readonly HandoverAnswer[] },
): Promise<{ acknowledged: number; refused: number; left: number }> {
  const { removalId, answers } = input;
  return changing(db, organization, actor, async (tx, record) => {
    await lockRunning(tx, organization, removalId);
    const reasons = answers.map(({ ok, reason }) => (ok ? null : (reason ?? 'refused').slice(0, longestReason)));
    const rows = await tx.$queryRaw<{ key: string; ok: boolean }[]>`
      UPDATE plan_items i SET status = (CASE WHEN v.reason IS NULL THEN 'done' ELSE 'awaiting_host' END)::plan_item_status, reason = v.reason
      FROM unnest(${answers.map(({ resourceId }) => resourceId)}::uuid[], ${reasons}::text[]) AS v(id, reason)
      WHERE i.organization_id = ${organization}::uuid AND i.removal_id = ${removalId}::uuid AND i.step = 'transfer' AND i.object_id = v.id
        AND i.status = 'awaiting_host' AND (v.reason IS NULL OR i.reason IS DISTINCT FROM v.reason)
      RETURNING i.key, v.reason IS NULL AS ok`;
    for (const [ok, action] of [
      [true, 'removal.hand-over-acknowledged'],
      [false, 'removal.hand-over-refused'],
    ] as const) {
      const items = rows.flatMap((row) => (row.ok === ok ? [row.key] : [])).sort();
      for (let from = 0; from < items.length; from += 1000)
        record({ action, object: 'removal', objectId: removalId, after: { items: items.slice(from, from + 1000) } });
    }
    const where = { organizationId: organization, removalId, step: 'transfer', status: 'awaiting_host' } as const;
    return {
      acknowledged: rows.filter(({ ok }) => ok).length,
      refused: await tx.planItem.count({ where: { ...where, reason: { not: null } } }),
      left: await tx.planItem.count({ where }),
    };
  });
}
