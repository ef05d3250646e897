import type { Actor, Change } from '../../../rules/audit/entry.ts';
import { Failure, type NamedFailure } from '../../../rules/failures.ts';
import type { StepName } from '../../../rules/removals/steps.ts';
import { changing } from '../../change.ts';
import type { Database } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';
import { once } from '../../receipt.ts';
import type { RemovalEffectInput } from './input.ts';
import { lockRemoval, mustBeOpen } from './lock.ts';

export type StepChange =
  /** first time or after a block. Its progress is kept by the batches */
  { status: 'running' } | { status: 'blocked'; failure: NamedFailure; deadline: Date } | { status: 'done' };

/**
 * Keeps what the process says of a step. A step that has ended stays ended.
 * @throws Failure not-found, removal-ended
 */
export function setStep(
  db: Database,
  organization: string,
  actor: Actor,
  input: RemovalEffectInput & { step: StepName; change: StepChange },
): Promise<void> {
  const { removalId, step, change, now, receipt } = input;
  return changing(db, organization, actor, async (tx, record) => {
    await once(tx, organization, receipt, async () => {
      const removal = await lockRemoval(tx, organization, removalId);
      const where = { organizationId_removalId_step: { organizationId: organization, removalId, step } };
      const before = await tx.removalStep.findUnique({ where });
      if (before === null) throw new Failure('not-found', { object: 'step' });
      if (before.status === 'done' || before.status === 'skipped') return null;
      mustBeOpen(removal);
      await tx.removalStep.update({ where, data: { ...columnsOf(change, now), startedAt: before.startedAt ?? now } });
      record(changeOf(removalId, step, before.status, change));
      return null;
    });
  });
}

function columnsOf(change: StepChange, now: Date): Prisma.RemovalStepUncheckedUpdateInput {
  const open = { failure: Prisma.DbNull, blockedAt: null, deadline: null };
  switch (change.status) {
    case 'running':
      return { ...open, status: 'running' };
    case 'blocked': {
      const { name, facts } = change.failure;
      return { status: 'blocked', failure: { name, facts }, blockedAt: now, deadline: change.deadline };
    }
    case 'done':
      return { ...open, status: 'done', endedAt: now };
  }
}

export function changeOf(removalId: string, step: StepName, before: string, change: StepChange): Change {
  const { status } = change;
  const failure = status === 'blocked' ? { failure: change.failure.name, deadline: change.deadline.toISOString() } : {};
  return {
    action: `removal.step-${status}`,
    object: 'removal',
    objectId: removalId,
    before: { step, status: before },
    after: { step, status, ...failure },
  };
}
