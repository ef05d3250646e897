import { type Database, inOrganization } from '../../client.ts';
import type { Behind } from '../../queries/webhooks/behind.ts';

/** Takes it upon itself to wake for a webhook: nobody else does until `until`. False: somebody else has. */
export async function claimWake(
  db: Database,
  { organization, webhookId }: Behind,
  { now, until }: { now: Date; until: Date },
): Promise<boolean> {
  const { count } = await inOrganization(db, organization, (tx) =>
    tx.webhookPosition.updateMany({
      where: { organizationId: organization, webhookId, open: true, dueAt: { lte: now } },
      data: { dueAt: until },
    }),
  );
  return count > 0;
}
