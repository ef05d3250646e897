import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { changing } from '../../change.ts';
import type { Database } from '../../client.ts';
import { once } from '../../receipt.ts';
import type { RemovalEffectInput } from './input.ts';
import { lockRemoval, mustBeOpen } from './lock.ts';

/**
 * Planned → awaiting approval.
 * @throws Failure removal-ended, wrong-state
 */
export function awaitApproval(
  db: Database,
  organization: string,
  actor: Actor,
  input: RemovalEffectInput,
): Promise<void> {
  return turn(db, organization, actor, input, ['planned'], 'awaiting_approval').then(() => undefined);
}

/**
 * Planned or approved → waiting for the effective instant.
 * @throws Failure removal-ended, wrong-state
 */
export function startWaiting(
  db: Database,
  organization: string,
  actor: Actor,
  input: RemovalEffectInput,
): Promise<{ effectiveAt: Date }> {
  return turn(db, organization, actor, input, ['planned', 'awaiting_approval'], 'waiting');
}

async function turn(
  db: Database,
  organization: string,
  actor: Actor,
  { removalId, receipt }: RemovalEffectInput,
  from: readonly string[],
  to: 'awaiting_approval' | 'waiting',
): Promise<{ effectiveAt: Date }> {
  const effectiveAt = await changing(db, organization, actor, (tx, record) =>
    once(tx, organization, receipt, async () => {
      const removal = await lockRemoval(tx, organization, removalId);
      mustBeOpen(removal);
      if (!from.includes(removal.status)) {
        throw new Failure('wrong-state', { object: 'removal', state: removal.status, needs: from.join(' or ') });
      }
      const row = await tx.removal.update({
        where: { organizationId_id: { organizationId: organization, id: removalId } },
        data: { status: to },
        select: { effectiveAt: true },
      });
      const at = row.effectiveAt.toISOString();
      const action = to === 'waiting' ? 'removal.waiting' : 'removal.awaiting-approval';
      record({ action, object: 'removal', objectId: removalId, after: { effectiveAt: at } });
      return at;
    }),
  );
  return { effectiveAt: new Date(effectiveAt) };
}
