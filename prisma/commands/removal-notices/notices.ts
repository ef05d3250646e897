import type { RemovalNotice } from '../../queries/removal-notices/due.ts';
import { type Database, inOrganization, type Transaction } from '../../client.ts';

/** Whoever claims a notice and dies leaves it to the next after so long. */
const CLAIM_MS = 60_000;

/**
 * These will be told to their receivers: the first ones at once, what follows within the hour after them together, so that a thousand schedules are no thousand
 * mails. Each is told in one notice: what nobody has begun to tell takes more, and what somebody has doesn't.
 */
export async function announceRefusedRuns(
  tx: Transaction,
  organization: string,
  refused: readonly { removalId: string; receiverId: string; objectId: string }[],
  now: Date,
): Promise<void> {
  const column = (of: 'removalId' | 'receiverId' | 'objectId') => refused.map((run) => run[of]);
  await tx.$executeRaw`
    INSERT INTO removal_notices AS n (organization_id, removal_id, kind, receiver_id, object_ids, due_at)
    SELECT ${organization}::uuid, v.removal, 'first-run-refused', v.receiver, array_agg(v.object ORDER BY v.object), greatest(${now}::timestamptz, (
      SELECT max(coalesce(p.told_at, p.due_at)) + interval '1 hour' FROM removal_notices p
      WHERE p.organization_id = ${organization}::uuid AND p.removal_id = v.removal AND p.kind = 'first-run-refused' AND p.receiver_id = v.receiver))
    FROM unnest(${column('removalId')}::uuid[], ${column('receiverId')}::uuid[], ${column('objectId')}::uuid[]) AS v(removal, receiver, object)
    GROUP BY v.removal, v.receiver ORDER BY v.removal, v.receiver
    ON CONFLICT (organization_id, removal_id, kind, receiver_id) WHERE claimed_until IS NULL
      DO UPDATE SET object_ids = n.object_ids || EXCLUDED.object_ids`;
}

/** Takes a notice that is due, for a while, so that of several workers one tells it. @returns false: another has it, or it was told */
export async function claimRemovalNotice(
  db: Database,
  { organization, id }: RemovalNotice,
  now: Date,
): Promise<boolean> {
  const { count } = await inOrganization(db, organization, (tx) =>
    tx.removalNotice.updateMany({
      where: {
        organizationId: organization,
        id,
        toldAt: null,
        dueAt: { lte: now },
        OR: [{ claimedUntil: null }, { claimedUntil: { lte: now } }],
      },
      data: { claimedUntil: new Date(now.getTime() + CLAIM_MS) },
    }),
  );
  return count === 1;
}

export async function removalNoticeTold(db: Database, { organization, id }: RemovalNotice, now: Date): Promise<void> {
  await inOrganization(db, organization, (tx) =>
    tx.removalNotice.updateMany({
      where: { organizationId: organization, id, toldAt: null },
      data: { toldAt: now },
    }),
  );
}
