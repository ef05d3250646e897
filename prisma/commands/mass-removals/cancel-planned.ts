import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { type Database, inOrganization } from '../../client.ts';
import { cancelRemoval } from '../removals/cancel.ts';

/**
 * Of a mass removal that is being cancelled: who was planned and has not begun is cancelled without a run, so that nobody is shut out only to be let in again. A run that was just
 * starting finds its removal ended. Each in a transaction of its own; doing nothing for any other mass removal, and the second time.
 */
export async function cancelPlanned(
  db: Database,
  organizationId: string,
  actor: Actor,
  { massRemovalId, now }: { massRemovalId: string; now: Date },
): Promise<void> {
  const planned = await inOrganization(db, organizationId, (tx) =>
    tx.removal.findMany({
      where: { organizationId, massRemovalId, status: 'planned', massRemoval: { status: 'cancelling' } },
      select: { id: true },
      orderBy: { position: 'asc' },
    }),
  );
  for (const { id: removalId } of planned) {
    const receipt = `removal/${removalId}/cancelled-with-set`;
    await cancelRemoval(db, organizationId, actor, { removalId, now, receipt }).catch((error: unknown) => {
      if (!(error instanceof Failure)) throw error; // it has begun or ended meanwhile: its own run is told
    });
  }
}
