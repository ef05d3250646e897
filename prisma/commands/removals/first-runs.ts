import { changing } from '../../change.ts';
import type { Database } from '../../client.ts';
import { announceRefusedRuns } from '../removal-notices/notices.ts';

/** That some automation was seen to run, or to be refused, as a member. */
export interface SeenRun {
  automationId: string;
  memberId: string;
  at: Date;
  allowed: boolean;
  /** a refusal: why, in words */
  because: string | null;
}

/**
 * Keeps the first runs of what removals have transferred to these members; what was not transferred, or has run before, is none. A refused one is an entry and an event
 * (`removal.first-run-refused`), and whom it should run as and the custodian are told.
 */
export async function recordFirstRuns(db: Database, organization: string, runs: readonly SeenRun[]): Promise<void> {
  const column = <T>(of: (run: SeenRun) => T) => runs.map(of);
  await changing(db, organization, { by: 'system', reason: 'first run watched' }, async (tx, record) => {
    const first = await tx.$queryRaw<{ removalId: string; automationId: string; memberId: string; allowed: boolean }[]>`
      UPDATE plan_items i SET first_run_at = v.at, first_run_allowed = v.allowed, first_run_because = v.because
      FROM unnest(${column(({ automationId }) => automationId)}::uuid[], ${column(({ memberId }) => memberId)}::uuid[],
        ${column(({ at }) => at.toISOString())}::timestamptz[], ${column(({ allowed }) => allowed)}::boolean[],
        ${column(({ because }) => because)}::text[]) AS v(id, member, at, allowed, because)
      WHERE i.organization_id = ${organization}::uuid AND i.kind = 'resource-runs-as' AND i.object_id = v.id AND i.first_run_at IS NULL
        AND i.status IN ('done', 'awaiting_host') AND i.successor_id = v.member AND i.done_at <= v.at
      RETURNING i.removal_id AS "removalId", i.object_id AS "automationId", i.successor_id AS "memberId", i.first_run_allowed AS allowed`;
    const refused = first.filter(({ allowed }) => !allowed);
    for (const { removalId, automationId, memberId } of refused) {
      const after = { automationId, memberId };
      record({ action: 'removal.first-run-refused', object: 'removal', objectId: removalId, after });
    }
    const told = refused.map(({ removalId, automationId, memberId }) => ({
      removalId,
      objectId: automationId,
      receiverId: memberId,
    }));
    if (told.length > 0) await announceRefusedRuns(tx, organization, told, latest(runs));
  });
}

const latest = (runs: readonly SeenRun[]): Date => new Date(Math.max(...runs.map(({ at }) => at.getTime())));
