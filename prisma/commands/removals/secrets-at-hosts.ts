import type { Actor } from '../../../rules/audit/entry.ts';
import { changing } from '../../change.ts';
import type { Database } from '../../client.ts';
import type { HandoverAnswer } from './handover.ts';
import type { RemovalStepInput } from './input.ts';
import { lockRunning } from './lock.ts';

/**
 * Keeps why a host has set no new secret, where it has not: the items stay pending, and become follow-ups. Of those whose secret is new nothing is kept here: setting it
 * was the proof, and finished the item.
 * @returns how many of those asked have a new secret
 * @throws Failure removal-ended, wrong-state, not-found
 */
export function noteSecretsAtHost(
  db: Database,
  organization: string,
  actor: Actor,
  { removalId, answers }: RemovalStepInput & { answers: readonly HandoverAnswer[] },
): Promise<{ rotated: number }> {
  return changing(db, organization, actor, async (tx, record) => {
    await lockRunning(tx, organization, removalId);
    const reasons = answers.map(({ ok, reason }) =>
      ok ? 'the host said yes and set no new secret' : (reason ?? 'refused'),
    );
    const rows = await tx.$queryRaw<{ key: string; changed: boolean }[]>`
      WITH told AS (SELECT i.key, v.reason FROM unnest(${answers.map(({ resourceId }) => resourceId)}::uuid[], ${reasons}::text[]) AS v(id, reason)
          JOIN plan_items i ON i.organization_id = ${organization}::uuid AND i.removal_id = ${removalId}::uuid AND i.step = 'rotate'
            AND i.kind = 'connection-secret' AND i.status = 'pending' AND (i.facts ->> 'connectionId')::uuid = v.id),
        kept AS (UPDATE plan_items i SET reason = t.reason FROM told t WHERE i.organization_id = ${organization}::uuid AND i.removal_id = ${removalId}::uuid
          AND i.key = t.key AND i.reason IS DISTINCT FROM t.reason RETURNING i.key)
      SELECT t.key, k.key IS NOT NULL AS changed FROM told t LEFT JOIN kept k ON k.key = t.key`;
    const items = rows.flatMap(({ key, changed }) => (changed ? [key] : [])).sort();
    if (items.length > 0)
      record({ action: 'removal.rotation-refused', object: 'removal', objectId: removalId, after: { items } });
    return { rotated: answers.length - rows.length };
  });
}
