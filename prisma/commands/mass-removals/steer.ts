import type { Click } from '../../../rules/audit/click.ts';
import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { changing } from '../../change.ts';
import type { Database } from '../../client.ts';
import type { Prisma } from '../../generated/client.ts';
import { withdrawApprovalIn } from '../approvals/end.ts';
import { lockMassRemoval, mustBe } from './lock.ts';

interface Steered {
  massRemovalId: string;
  now: Date;
}

/**
 * Nobody else begins or takes a turn; whose things are being handed over now are finished. Pausing what is paused changes nothing.
 * @throws Failure not-found, wrong-state
 */
export function pauseMassRemoval(db: Database, organization: string, actor: Actor, input: Steered): Promise<void> {
  return setPaused(db, organization, actor, input, true);
}

/** @throws Failure not-found, wrong-state */
export function resumeMassRemoval(db: Database, organization: string, actor: Actor, input: Steered): Promise<void> {
  return setPaused(db, organization, actor, input, false);
}

function setPaused(
  db: Database,
  organizationId: string,
  actor: Actor,
  { massRemovalId: id, now }: Steered,
  paused: boolean,
): Promise<void> {
  return changing(db, organizationId, actor, async (tx, record) => {
    const massRemoval = await lockMassRemoval(tx, organizationId, id);
    mustBe(massRemoval, ['running']);
    if ((massRemoval.pausedAt !== null) === paused) return;
    await tx.massRemoval.update({
      where: { organizationId_id: { organizationId, id } },
      data: { pausedAt: paused ? now : null },
      select: { id: true },
    });
    record({ action: `mass-removal.${paused ? 'paused' : 'resumed'}`, object: 'mass-removal', objectId: id });
  });
}

/**
 * Nobody else begins, and who has not been handed over yet is restored, each by their own removal's cancelling; the others go on. Cancelling twice changes nothing.
 * @throws Failure not-found, wrong-state, not-allowed for an actor who is no member
 */
export function cancelMassRemoval(
  db: Database,
  organizationId: string,
  actor: Actor,
  { massRemovalId: id, now, click }: Steered & { click: Click },
): Promise<void> {
  if (actor.by !== 'member') throw new Failure('not-allowed', { action: 'cancel', because: 'no member' });
  return changing(db, organizationId, actor, async (tx, record) => {
    const massRemoval = await lockMassRemoval(tx, organizationId, id);
    if (massRemoval.status === 'cancelling' || massRemoval.status === 'cancelled') return;
    mustBe(massRemoval, ['awaiting_approval', 'running']);
    await withdrawApprovalIn(tx, record, organizationId, { subject: 'mass-removal', subjectId: id, now });
    await tx.massRemoval.update({
      where: { organizationId_id: { organizationId, id } },
      data: {
        status: 'cancelling',
        cancelledById: actor.memberId,
        cancelledClick: { ...click } as unknown as Prisma.InputJsonObject,
        pausedAt: null,
      },
      select: { id: true },
    });
    const before = { status: massRemoval.status };
    record({ action: 'mass-removal.cancelling', object: 'mass-removal', objectId: id, before });
  });
}
