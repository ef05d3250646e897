import type { Actor, Change } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { changing } from '../../change.ts';
import type { Database, Transaction } from '../../client.ts';
import type { Prisma } from '../../generated/client.ts';
import { once } from '../../receipt.ts';
import type { RemovalEffectInput } from './input.ts';
import { type LockedRemoval, lockRemoval, mustBeOpen } from './lock.ts';

/**
 * Pausing twice is once.
 * @throws Failure removal-ended, not-found
 */
export function pauseRemoval(
  db: Database,
  organization: string,
  actor: Actor,
  input: RemovalEffectInput,
): Promise<void> {
  return steer(db, organization, actor, input, async (removal) =>
    removal.pausedAt === null ? { data: { pausedAt: input.now }, change: { action: 'removal.paused' } } : null,
  );
}

/**
 * Resuming what is not paused changes nothing.
 * @throws Failure removal-ended, not-found
 */
export function resumeRemoval(
  db: Database,
  organization: string,
  actor: Actor,
  input: RemovalEffectInput,
): Promise<void> {
  return steer(db, organization, actor, input, async (removal) =>
    removal.pausedAt === null ? null : { data: { pausedAt: null }, change: { action: 'removal.resumed' } },
  );
}

/**
 * Moves the effective instant, forward or back; a past one means at once.
 * @throws Failure wrong-state once the suspension has begun; removal-ended, not-found
 */
export function moveDate(
  db: Database,
  organization: string,
  actor: Actor,
  input: RemovalEffectInput & { effectiveAt: Date; timeZone: string },
): Promise<void> {
  const { effectiveAt, timeZone } = input;
  return steer(db, organization, actor, input, async (removal, tx) => {
    if (removal.status === 'running') {
      throw new Failure('wrong-state', { object: 'removal', state: removal.status, needs: 'not yet suspended' });
    }
    const before = await tx.removal.findUniqueOrThrow({
      where: { organizationId_id: { organizationId: organization, id: removal.id } },
      select: { effectiveAt: true, timeZone: true },
    });
    return {
      data: { effectiveAt, timeZone },
      change: {
        action: 'removal.date-moved',
        before: { effectiveAt: before.effectiveAt.toISOString(), timeZone: before.timeZone },
        after: { effectiveAt: effectiveAt.toISOString(), timeZone },
      },
    };
  });
}

interface Turn {
  data: Prisma.RemovalUncheckedUpdateInput;
  change: Omit<Change, 'object' | 'objectId'>;
}

function steer(
  db: Database,
  organization: string,
  actor: Actor,
  { removalId, receipt }: RemovalEffectInput,
  turnOf: (removal: LockedRemoval, tx: Transaction) => Promise<Turn | null>,
): Promise<void> {
  return changing(db, organization, actor, async (tx, record) => {
    await once(tx, organization, receipt, async () => {
      const removal = await lockRemoval(tx, organization, removalId);
      mustBeOpen(removal);
      const turn = await turnOf(removal, tx);
      if (turn === null) return null;
      const where = { organizationId_id: { organizationId: organization, id: removalId } };
      await tx.removal.update({ where, data: turn.data, select: { id: true } });
      record({ ...turn.change, object: 'removal', objectId: removalId });
      return null;
    });
  });
}
