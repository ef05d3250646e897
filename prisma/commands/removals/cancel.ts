import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { steps } from '../../../rules/removals/steps.ts';
import { changing } from '../../change.ts';
import type { Database } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';
import { once } from '../../receipt.ts';
import { withdrawOffers } from '../hand-over-offers/close.ts';
import { reactivateIn } from '../members/reactivate.ts';
import type { RemovalEffectInput } from './input.ts';
import { lockRemoval, mustBeOpen, statusOfStep } from './lock.ts';

/**
 * Before step `transfer` has begun: everything is as it was; the member is active again unless the suspension was there before the removal. Until then the
 * removal has changed nothing but that.
 * @throws Failure past-point-of-return, removal-ended, not-found
 */
export function cancelRemoval(
  db: Database,
  organization: string,
  actor: Actor,
  input: RemovalEffectInput,
): Promise<void> {
  const { removalId, now, receipt } = input;
  return changing(db, organization, actor, async (tx, record) => {
    await once(tx, organization, receipt, async () => {
      const removal = await lockRemoval(tx, organization, removalId);
      mustBeOpen(removal);
      for (const { name, undo } of steps) {
        if (!undo && (await statusOfStep(tx, organization, removalId, name)) !== 'pending')
          throw new Failure('past-point-of-return', { step: name });
      }
      const { memberId } = removal;
      const restores = removal.status === 'running' && !removal.adoptedSuspension;
      if (restores) await reactivateIn(tx, record, organization, { memberId, now, reason: 'removal-cancelled' });
      await tx.removal.update({
        where: { organizationId_id: { organizationId: organization, id: removalId } },
        data: { status: 'cancelled', endedAt: now, pausedAt: null },
        select: { id: true },
      });
      await tx.removalStep.updateMany({
        where: { organizationId: organization, removalId, status: { in: ['pending', 'running', 'blocked'] } },
        data: { status: 'skipped', reason: 'cancelled', endedAt: now, failure: Prisma.DbNull, deadline: null },
      });
      await withdrawOffers(tx, record, organization, { removalId, now });
      const after = { memberId, restored: restores };
      record({ action: 'removal.cancelled', object: 'removal', objectId: removalId, after });
      return null;
    });
  });
}
