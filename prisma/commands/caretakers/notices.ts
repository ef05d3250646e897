import type { CaretakerNotice } from '../../queries/caretakers/due.ts';
import { changing } from '../../change.ts';
import { type Database, inOrganization } from '../../client.ts';

/** Whoever claims a notice and dies leaves it to the next after so long. */
const CLAIM_MS = 60_000;

/** Takes the notice of a caretaker's end, for a while, so that of several workers one tells it. @returns false: another has it, it was told, or the caretaker's time was changed */
export async function claimCaretakerNotice(
  db: Database,
  { organization, id, until }: CaretakerNotice,
  now: Date,
): Promise<boolean> {
  const { count } = await inOrganization(db, organization, (tx) =>
    tx.caretaker.updateMany({
      where: {
        organizationId: organization,
        id,
        until,
        endedAt: null,
        toldAt: null,
        OR: [{ claimedUntil: null }, { claimedUntil: { lte: now } }],
      },
      data: { claimedUntil: new Date(now.getTime() + CLAIM_MS) },
    }),
  );
  return count === 1;
}

/**
 * It was told, or nobody need hear of it (`ending` null: nothing runs as the caretaker). That a caretaker ends soon is an event for hosts, too. A caretaker
 * whose time was changed meanwhile is told anew.
 */
export function caretakerNoticeTold(
  db: Database,
  { organization, id, until }: CaretakerNotice,
  { now, ending }: { now: Date; ending: { leaverId: string; automation: number } | null },
): Promise<void> {
  return changing(db, organization, { by: 'system', reason: 'caretaker-notice' }, async (tx, record) => {
    const { count } = await tx.caretaker.updateMany({
      where: { organizationId: organization, id, until, toldAt: null },
      data: { toldAt: now },
    });
    if (count === 0 || ending === null) return;
    const { leaverId, automation } = ending;
    record({
      action: 'caretaker.ending',
      object: 'caretaker',
      objectId: id,
      after: { leaverId, until: until.toISOString(), automation },
    });
  });
}
