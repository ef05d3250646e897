import type { Actor } from '../../../rules/audit/entry.ts';
import { changing } from '../../change.ts';
import type { Database } from '../../client.ts';
import { once } from '../../receipt.ts';
import { suspendIn } from '../members/suspend.ts';
import { closeOffers } from '../hand-over-offers/close.ts';
import type { RemovalEffectInput } from './input.ts';
import { lockRemoval, mustBeOpen } from './lock.ts';

/**
 * Suspends the leaver, or adopts a suspension that is there already; the removal is `running` from here on. One transaction.
 * @throws Failure removal-ended, wrong-state, last-admin
 */
export function suspendForRemoval(
  db: Database,
  organization: string,
  actor: Actor,
  input: RemovalEffectInput,
): Promise<{ adopted: boolean }> {
  const { removalId, now, receipt } = input;
  return changing(db, organization, actor, (tx, record) =>
    once(tx, organization, receipt, async () => {
      const removal = await lockRemoval(tx, organization, removalId);
      mustBeOpen(removal);
      if (removal.status === 'running') return { adopted: removal.adoptedSuspension };
      const { memberId } = removal;
      const { adopted } = await suspendIn(tx, record, organization, { memberId, now, reason: 'removal' });
      await tx.removal.update({
        where: { organizationId_id: { organizationId: organization, id: removalId } },
        data: { status: 'running', adoptedSuspension: adopted },
        select: { id: true },
      });
      await closeOffers(tx, record, organization, { removalId, now });
      record({
        action: 'removal.suspended',
        object: 'removal',
        objectId: removalId,
        after: { memberId, adopted },
      });
      return { adopted };
    }),
  );
}
