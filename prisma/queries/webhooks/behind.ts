import { type Database, inWake } from '../../client.ts';

export interface Behind {
  organization: string;
  webhookId: string;
}

/**
 * Webhooks of every organization that have something to do and nobody at it, oldest wait first. It reads what is so, not what was announced: whatever died
 * between a change and here, the next look finds it.
 */
export function webhooksBehind(db: Database, { now, limit }: { now: Date; limit: number }): Promise<Behind[]> {
  return inWake(
    db,
    (tx) => tx.$queryRaw<Behind[]>`
      SELECT p.organization_id AS organization, p.webhook_id AS "webhookId"
      FROM webhook_positions p JOIN audit_heads h ON h.organization_id = p.organization_id
      WHERE p.open AND p.due_at <= ${now} AND (p.retrying OR h.sequence > p.sequence)
      ORDER BY p.due_at LIMIT ${limit}`,
  );
}
