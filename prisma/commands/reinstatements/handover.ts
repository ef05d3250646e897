import type { Actor } from '../../../rules/audit/entry.ts';
import { changing } from '../../change.ts';
import type { Database } from '../../client.ts';
import type { HandoverAnswer } from '../removals/handover.ts';
import type { ReinstatementStepInput } from './input.ts';
import { lockRunningReinstatement } from './lock.ts';

const longestReason = 200;

/**
 * Keeps a host's answers to what it was told to give back: acknowledged items are done, refused ones stay `awaiting_host` with the reason. Repeating an answer
 * changes nothing; one for what was not asked is ignored.
 * @throws Failure reinstatement-ended, wrong-state, not-found
 */
export function acknowledgeGiveBack(
  db: Database,
  organization: string,
  actor: Actor,
  input: ReinstatementStepInput & { answers: readonly HandoverAnswer[] },
): Promise<void> {
  const { reinstatementId, answers } = input;
  return changing(db, organization, actor, async (tx, record) => {
    await lockRunningReinstatement(tx, organization, reinstatementId);
    const keys = answers.flatMap(({ resourceId }) => [
      `resource-owner:${resourceId}`,
      `resource-runs-as:${resourceId}`,
    ]);
    const reasons = answers.flatMap(({ ok, reason }) => {
      const said = ok ? null : (reason ?? 'refused').slice(0, longestReason);
      return [said, said];
    });
    const rows = await tx.$queryRaw<{ key: string; ok: boolean }[]>`
      UPDATE reinstatement_items i SET status = (CASE WHEN v.reason IS NULL THEN 'done' ELSE 'awaiting_host' END)::plan_item_status, reason = v.reason
      FROM unnest(${keys}::text[], ${reasons}::text[]) AS v(key, reason)
      WHERE i.organization_id = ${organization}::uuid AND i.reinstatement_id = ${reinstatementId}::uuid AND i.key = v.key
        AND i.status = 'awaiting_host' AND (v.reason IS NULL OR i.reason IS DISTINCT FROM v.reason)
      RETURNING i.key, v.reason IS NULL AS ok`;
    for (const [ok, action] of [
      [true, 'reinstatement.hand-over-acknowledged'],
      [false, 'reinstatement.hand-over-refused'],
    ] as const) {
      const items = rows.flatMap((row) => (row.ok === ok ? [row.key] : [])).sort();
      for (let from = 0; from < items.length; from += 1000)
        record({
          action,
          object: 'reinstatement',
          objectId: reinstatementId,
          after: { items: items.slice(from, from + 1000) },
        });
    }
  });
}
