import type { Actor } from '../../../rules/audit/entry.ts';
import { changing, type Record } from '../../change.ts';
import type { Database } from '../../client.ts';
import type { BatchResult } from '../removals/input.ts';
import { giveBackDuties } from './duties.ts';
import type { ReinstatementStepInput } from './input.ts';
import { advanceReinstatement, nextReinstatementItems } from './items.ts';
import { lockRunningReinstatement } from './lock.ts';
import { giveBackAccess } from './access.ts';
import { giveBackResources } from './resources.ts';

/** One batch of one reinstatement, within its transaction. */
export interface GiveBackBatch {
  organization: string;
  reinstatementId: string;
  removalId: string;
  memberId: string;
  now: Date;
  record: Record;
}

/**
 * Gives back up to `limit` pending items of a step, in the order of the work. What is no longer the receiver's stays where it is, and its item says so. Items whose host
 * keeps the object end as `awaiting_host`, all others as `done`: their status, changed in the same transaction, is the receipt.
 * @throws Failure reinstatement-ended, wrong-state, not-found
 */
export function giveBackBatch(
  db: Database,
  organization: string,
  actor: Actor,
  input: ReinstatementStepInput & { step: 'transfer' | 'access'; limit: number },
): Promise<BatchResult> {
  const { reinstatementId, step, now, limit } = input;
  return changing(db, organization, actor, async (tx, record) => {
    const { memberId, removalId } = await lockRunningReinstatement(tx, organization, reinstatementId);
    const items = await nextReinstatementItems(tx, organization, reinstatementId, step, limit);
    const last = items.at(-1);
    if (last === undefined) return { done: 0, left: 0 };
    const batch = { organization, reinstatementId, removalId, memberId, now, record };
    if (step === 'access') await giveBackAccess(tx, batch, items);
    else {
      await giveBackResources(tx, batch, items);
      await giveBackDuties(tx, batch, items);
    }
    await advanceReinstatement(tx, organization, reinstatementId, step, {
      done: items.length,
      walkedTo: last.position,
    });
    return { done: items.length, left: 1 };
  });
}
