import { createHash } from 'node:crypto';
import type { Actor } from '../../../rules/audit/entry.ts';
import { changing } from '../../change.ts';
import type { Database } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';
import { once } from '../../receipt.ts';
import type { RemovalEffectInput } from './input.ts';
import { lockRunning } from './lock.ts';

/**
 * Keeps the signed certificate (JWS compact) and ends the removal.
 * @throws Failure removal-ended when another certificate was kept, wrong-state, not-found
 */
export function completeRemoval(
  db: Database,
  organization: string,
  actor: Actor,
  input: RemovalEffectInput & { certificate: string },
): Promise<void> {
  const { removalId, certificate, now, receipt } = input;
  return changing(db, organization, actor, async (tx, record) => {
    await once(tx, organization, receipt, async () => {
      const { memberId } = await lockRunning(tx, organization, removalId);
      await tx.removal.update({
        where: { organizationId_id: { organizationId: organization, id: removalId } },
        data: { status: 'completed', certificate, endedAt: now },
        select: { id: true },
      });
      await tx.removalStep.update({
        where: { organizationId_removalId_step: { organizationId: organization, removalId, step: 'certificate' } },
        data: { status: 'done', endedAt: now, failure: Prisma.DbNull, blockedAt: null, deadline: null },
      });
      const sha256 = createHash('sha256').update(certificate).digest('hex');
      const after = { memberId, certificateSha256: sha256 };
      record({ action: 'removal.completed', object: 'removal', objectId: removalId, after });
      return null;
    });
  });
}
