import type { Actor, Change } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { type ReinstatementStepName, reinstatementStepOf } from '../../../rules/removals/reinstatement-steps.ts';
import { changing } from '../../change.ts';
import type { Database } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';
import { once } from '../../receipt.ts';
import { noteTextIn } from '../notes/write.ts';
import type { StepChange } from '../removals/steps.ts';
import type { ReinstatementEffectInput } from './input.ts';
import { lockReinstatement, lockRunningReinstatement } from './lock.ts';

const open = { failure: Prisma.DbNull, blockedAt: null, deadline: null };

/**
 * Keeps what the process says of a step. A step that has ended stays ended.
 * @throws Failure not-found, reinstatement-ended
 */
export function setReinstatementStep(
  db: Database,
  organization: string,
  actor: Actor,
  input: ReinstatementEffectInput & { step: ReinstatementStepName; change: StepChange },
): Promise<void> {
  const { reinstatementId, step, change, now, receipt } = input;
  return changing(db, organization, actor, async (tx, record) => {
    await once(tx, organization, receipt, async () => {
      const { status } = await lockReinstatement(tx, organization, reinstatementId);
      const where = { organizationId_reinstatementId_step: { organizationId: organization, reinstatementId, step } };
      const before = await tx.reinstatementStep.findUnique({ where });
      if (before === null) throw new Failure('not-found', { object: 'step' });
      if (before.status === 'done' || before.status === 'skipped') return null;
      if (status === 'completed') throw new Failure('reinstatement-ended', { status });
      await tx.reinstatementStep.update({
        where,
        data: { ...columnsOf(change, now), startedAt: before.startedAt ?? now },
      });
      record(changeOf(reinstatementId, step, before.status, change));
      return null;
    });
  });
}

function columnsOf(change: StepChange, now: Date): Prisma.ReinstatementStepUncheckedUpdateInput {
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

function changeOf(reinstatementId: string, step: string, before: string, change: StepChange): Change {
  const { status } = change;
  const failure = status === 'blocked' ? { failure: change.failure.name, deadline: change.deadline.toISOString() } : {};
  return {
    action: `reinstatement.step-${status}`,
    object: 'reinstatement',
    objectId: reinstatementId,
    before: { step, status: before },
    after: { step, status, ...failure },
  };
}

/**
 * Goes on without what is left of a blocked step; its items say so, with the note's text. Skipping again changes nothing.
 * @throws Failure step-not-skippable, step-not-blocked, not-found, reinstatement-ended; not-allowed for an actor who is no member
 */
export async function skipReinstatementStep(
  db: Database,
  organization: string,
  actor: Actor,
  input: ReinstatementEffectInput & { step: ReinstatementStepName; noteId: string },
): Promise<{ skipped: number }> {
  const { reinstatementId, step, noteId, now, receipt } = input;
  if (!reinstatementStepOf(step).skippable) throw new Failure('step-not-skippable', { step });
  return changing(db, organization, actor, (tx, record) =>
    once(tx, organization, receipt, async () => {
      const { memberId } = await lockRunningReinstatement(tx, organization, reinstatementId);
      if (actor.by !== 'member') throw new Failure('not-allowed', { action: 'skip', because: 'no member' });
      const reason = await noteTextIn(tx, organization, { noteId, authorId: actor.memberId });
      const where = { organizationId_reinstatementId_step: { organizationId: organization, reinstatementId, step } };
      const row = await tx.reinstatementStep.findUnique({ where, select: { status: true } });
      if (row === null) throw new Failure('not-found', { object: 'step' });
      if (row.status === 'skipped') return { skipped: 0 };
      if (row.status !== 'blocked') throw new Failure('step-not-blocked', { step, status: row.status });
      const skipped = await tx.$executeRaw`
        UPDATE reinstatement_items SET status = 'skipped', reason = ${reason}, done_at = ${now}::timestamptz
        WHERE organization_id = ${organization}::uuid AND reinstatement_id = ${reinstatementId}::uuid AND step = ${step} AND status IN ('pending', 'awaiting_host')`;
      await tx.reinstatementStep.update({ where, data: { ...open, status: 'skipped', reason, endedAt: now } });
      const after = { step, noteId, items: skipped };
      const personal = [{ of: memberId, values: { reason } }];
      record({
        action: 'reinstatement.step-skipped',
        object: 'reinstatement',
        objectId: reinstatementId,
        after,
        personal,
      });
      return { skipped };
    }),
  );
}
