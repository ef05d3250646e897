import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { type StepName, stepOf } from '../../../rules/removals/steps.ts';
import { changing } from '../../change.ts';
import type { Database, Transaction } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';
import { once } from '../../receipt.ts';
import { noteTextIn } from '../notes/write.ts';
import type { RemovalEffectInput } from './input.ts';
import { advance } from './items.ts';
import { lockRemoval, mustBeOpen } from './lock.ts';

type Skip = RemovalEffectInput & { noteId: string };

/**
 * Goes on without one item; the certificate lists it with the note's text. Its follow-up, if open, is waived. Skipping again changes nothing.
 * @throws Failure not-found, removal-ended; wrong-state when the item is done; not-allowed for an actor who is no member
 */
export function skipItem(
  db: Database,
  organization: string,
  actor: Actor,
  input: Skip & { itemKey: string },
): Promise<void> {
  const { removalId, itemKey, now, receipt } = input;
  return changing(db, organization, actor, async (tx, record) => {
    await once(tx, organization, receipt, async () => {
      const removal = await lockRemoval(tx, organization, removalId);
      mustBeOpen(removal);
      const reason = await reasonOf(tx, organization, actor, input.noteId);
      const where = { organizationId_removalId_key: { organizationId: organization, removalId, key: itemKey } };
      const item = await tx.planItem.findUnique({ where, select: { status: true, step: true } });
      if (item === null) throw new Failure('not-found', { object: 'item' });
      if (item.status === 'skipped') return null;
      if (item.status === 'done')
        throw new Failure('wrong-state', { object: 'item', state: 'done', needs: 'not yet done' });
      await tx.planItem.update({ where, data: { status: 'skipped', reason, doneAt: now }, select: { key: true } });
      await advance(tx, organization, removalId, item.step as StepName, { done: 1 });
      await waive(tx, { organizationId: organization, removalId, itemKey }, reason, now);
      const after = { item: itemKey, noteId: input.noteId };
      const personal = [{ of: removal.memberId, values: { reason } }];
      record({ action: 'removal.item-skipped', object: 'removal', objectId: removalId, after, personal });
      return null;
    });
  });
}

/**
 * Goes on without what is left of a blocked step. Skipping again changes nothing.
 * @throws Failure step-not-skippable, step-not-blocked, not-found, removal-ended; not-allowed for an actor who is no member
 */
export async function skipStep(
  db: Database,
  organization: string,
  actor: Actor,
  input: Skip & { step: StepName },
): Promise<{ skipped: number }> {
  const { removalId, step, now, receipt } = input;
  if (!stepOf(step).skippable) throw new Failure('step-not-skippable', { step });
  return changing(db, organization, actor, (tx, record) =>
    once(tx, organization, receipt, async () => {
      const removal = await lockRemoval(tx, organization, removalId);
      mustBeOpen(removal);
      const reason = await reasonOf(tx, organization, actor, input.noteId);
      const where = { organizationId_removalId_step: { organizationId: organization, removalId, step } };
      const row = await tx.removalStep.findUnique({ where, select: { status: true } });
      if (row === null) throw new Failure('not-found', { object: 'step' });
      if (row.status === 'skipped') return { skipped: 0 };
      if (row.status !== 'blocked') throw new Failure('step-not-blocked', { step, status: row.status });
      const skipped = await tx.$executeRaw`
        UPDATE plan_items SET status = 'skipped', reason = ${reason}, done_at = ${now}::timestamptz
        WHERE organization_id = ${organization}::uuid AND removal_id = ${removalId}::uuid AND step = ${step} AND status IN ('pending', 'awaiting_host')`;
      const open = { failure: Prisma.DbNull, blockedAt: null, deadline: null };
      await tx.removalStep.update({ where, data: { ...open, status: 'skipped', reason, endedAt: now } });
      await advance(tx, organization, removalId, step, { done: skipped });
      if (step === 'grants') await waive(tx, { organizationId: organization, removalId }, reason, now);
      const after = { step, noteId: input.noteId, items: skipped };
      const personal = [{ of: removal.memberId, values: { reason } }];
      record({ action: 'removal.step-skipped', object: 'removal', objectId: removalId, after, personal });
      return { skipped };
    }),
  );
}

async function reasonOf(tx: Transaction, organization: string, actor: Actor, noteId: string): Promise<string> {
  if (actor.by !== 'member')
    throw new Failure('not-allowed', { action: 'skip', because: 'only a member gives a reason' });
  return noteTextIn(tx, organization, { noteId, authorId: actor.memberId });
}

/** Nobody does it any more, and the certificate says so. Items of other steps whose follow-up is waived are skipped with it. */
async function waive(
  tx: Transaction,
  where: { organizationId: string; removalId: string; itemKey?: string },
  reason: string,
  now: Date,
): Promise<void> {
  const open = await tx.followUp.findMany({ where: { ...where, status: 'open' }, select: { itemKey: true } });
  await tx.followUp.updateMany({ where: { ...where, status: 'open' }, data: { status: 'waived', endedAt: now } });
  const { organizationId, removalId } = where;
  await tx.planItem.updateMany({
    where: { organizationId, removalId, status: 'pending', key: { in: open.map(({ itemKey }) => itemKey) } },
    data: { status: 'skipped', reason, doneAt: now },
  });
}
