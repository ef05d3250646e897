import type { Actor } from '../../../rules/audit/entry.ts';
import type { NamedFailure } from '../../../rules/failures.ts';
import { changing } from '../../change.ts';
import { type Database, inOrganization } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';
import { once } from '../../receipt.ts';
import { lockMassRemoval, mustBe } from './lock.ts';
import type { MassRemovalEffectInput } from './request.ts';

/** After the approval: running, or refused. One that was cancelled meanwhile stays so. */
export function settleMassRemoval(
  db: Database,
  organizationId: string,
  actor: Actor,
  { massRemovalId: id, receipt, now, approved }: MassRemovalEffectInput & { approved: boolean },
): Promise<{ status: 'running' | 'refused' | 'cancelled' }> {
  return changing(db, organizationId, actor, (tx, record) =>
    once(tx, organizationId, receipt, async () => {
      const massRemoval = await lockMassRemoval(tx, organizationId, id);
      if (massRemoval.status === 'cancelling' || massRemoval.status === 'cancelled')
        return { status: 'cancelled' as const };
      mustBe(massRemoval, ['awaiting_approval']);
      const status = approved ? ('running' as const) : ('refused' as const);
      await tx.massRemoval.update({
        where: { organizationId_id: { organizationId, id } },
        data: { status, ...(approved ? { startedAt: now } : { endedAt: now }) },
        select: { id: true },
      });
      const action = approved ? 'mass-removal.started' : 'mass-removal.refused';
      record({
        action,
        object: 'mass-removal',
        objectId: id,
        before: { status: massRemoval.status },
        after: { status },
      });
      return { status };
    }),
  );
}

/** Keeps why one person's removal could not be planned with the others; repeating it changes nothing. */
export function refusePerson(
  db: Database,
  organizationId: string,
  actor: Actor,
  { massRemovalId, removalId, failure }: { massRemovalId: string; removalId: string; failure: NamedFailure },
): Promise<void> {
  return changing(db, organizationId, actor, async (tx, record) => {
    const { count } = await tx.removal.updateMany({
      where: { organizationId, id: removalId, massRemovalId, status: 'draft', refusal: { equals: Prisma.DbNull } },
      data: { refusal: { ...failure } },
    });
    if (count === 0) return;
    const after = { removalId, failure: failure.name };
    record({ action: 'mass-removal.person-refused', object: 'mass-removal', objectId: massRemovalId, after });
  });
}

/** Keeps whose turn it is; who has it already keeps its time. */
export function giveTurns(
  db: Database,
  organizationId: string,
  { removalIds, now }: { removalIds: readonly string[]; now: Date },
): Promise<void> {
  return inOrganization(db, organizationId, async (tx) => {
    await tx.removal.updateMany({
      where: { organizationId, id: { in: [...removalIds] }, turnAt: null },
      data: { turnAt: now },
    });
  });
}

/** Running → done; cancelling → cancelled. Doing nothing where it has ended. */
export function endMassRemoval(
  db: Database,
  organizationId: string,
  actor: Actor,
  { massRemovalId: id, now }: { massRemovalId: string; now: Date },
): Promise<{ status: string }> {
  return changing(db, organizationId, actor, async (tx, record) => {
    const massRemoval = await lockMassRemoval(tx, organizationId, id);
    if (massRemoval.status !== 'running' && massRemoval.status !== 'cancelling') return { status: massRemoval.status };
    const status = massRemoval.status === 'running' ? 'done' : 'cancelled';
    await tx.massRemoval.update({
      where: { organizationId_id: { organizationId, id } },
      data: { status, endedAt: now, pausedAt: null },
      select: { id: true },
    });
    record({ action: `mass-removal.${status}`, object: 'mass-removal', objectId: id, after: { status } });
    return { status };
  });
}
