import type { Actor } from '../../../rules/audit/entry.ts';
import type { StepName } from '../../../rules/removals/steps.ts';
import { changing } from '../../change.ts';
import type { Database, Transaction } from '../../client.ts';
import { once } from '../../receipt.ts';
import type { RemovalEffectInput } from './input.ts';
import { lockRemoval, mustBeOpen } from './lock.ts';
import { changeOf } from './steps.ts';

interface Turned {
  step: StepName;
  before: string;
  status: 'done' | 'running';
}

/**
 * Keeps that one step is done and the next one runs, in one transaction. A step that has ended stays ended.
 * @throws Failure removal-ended
 */
export function turnStep(
  db: Database,
  organization: string,
  actor: Actor,
  input: RemovalEffectInput & { done?: StepName; running: StepName },
): Promise<void> {
  const { removalId, receipt } = input;
  return changing(db, organization, actor, async (tx, record) => {
    await once(tx, organization, receipt, async () => {
      const removal = await lockRemoval(tx, organization, removalId);
      const turned = await turn(tx, organization, input);
      if (turned.length > 0) mustBeOpen(removal);
      for (const { step, before, status } of turned) record(changeOf(removalId, step, before, { status }));
      return null;
    });
  });
}

/** The removal is locked: nobody else turns its steps meanwhile. In their order. */
function turn(
  tx: Transaction,
  organization: string,
  { removalId, done, running, now }: Parameters<typeof turnStep>[3],
): Promise<Turned[]> {
  return tx.$queryRaw<Turned[]>`
    WITH asked AS MATERIALIZED (SELECT s.step, s.position, s.status AS before, CASE s.step WHEN ${running} THEN 'running' ELSE 'done' END AS status
        FROM removal_steps s WHERE s.organization_id = ${organization}::uuid AND s.removal_id = ${removalId}::uuid AND s.step IN (${running}, ${done ?? running})),
      turned AS (UPDATE removal_steps s SET status = a.status::step_status, failure = NULL, blocked_at = NULL, deadline = NULL,
          started_at = coalesce(s.started_at, ${now}::timestamptz), ended_at = CASE a.status WHEN 'done' THEN ${now}::timestamptz ELSE s.ended_at END
        FROM asked a WHERE s.organization_id = ${organization}::uuid AND s.removal_id = ${removalId}::uuid AND s.step = a.step
          AND s.status NOT IN ('done', 'skipped') RETURNING s.step)
    SELECT a.step, a.before::text, a.status FROM asked a JOIN turned USING (step) ORDER BY a.position`;
}
