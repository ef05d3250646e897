import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { needsSuccessor } from '../../../rules/removals/plan.ts';
import { ineligible } from '../../../rules/removals/successor.ts';
import { changing, type Record } from '../../change.ts';
import type { Database, Transaction } from '../../client.ts';
import { candidatesAmong } from '../../queries/removals/facts.ts';
import type { BatchResult, RemovalBatchInput } from './input.ts';
import { advance, leftOf, nextItems, type OpenItem } from './items.ts';
import { lockRunning } from './lock.ts';
import { transferDuties } from './transfer-duties.ts';
import { transferResources } from './transfer-resources.ts';
import { lookAhead, type Turn } from './turns.ts';

/** One batch of one removal, within its transaction. */
export interface TransferBatch {
  organization: string;
  removalId: string;
  leaverId: string;
  now: Date;
  record: Record;
}

/**
 * Transfers up to `limit` pending items of step `transfer` to their successors, and with them what they need. Items whose host keeps the object end as `awaiting_host`
 * (see `acknowledgeHandover`), all others as `done`. What is no longer the leaver's stays where it is, and its item says so.
 * @throws Failure plan-drifted, successor-not-eligible, removal-ended; wrong-state before the suspension
 */
export function transferBatch(
  db: Database,
  organization: string,
  actor: Actor,
  input: RemovalBatchInput,
): Promise<BatchResult> {
  const { removalId, now, limit } = input;
  return changing(db, organization, actor, async (tx, record) => {
    const { memberId: leaverId } = await lockRunning(tx, organization, removalId);
    await mustNotWait(tx, organization, removalId);
    const batch = { organization, removalId, leaverId, now, record };
    const look = await lookAhead(tx, batch, limit);
    await mustBeEligible(tx, batch, receiversOf(look.turns));
    const resources = look.turns.length > 0 ? await transferResources(tx, batch, look) : 0;
    const { walkedTo } = look;
    if (look.more) {
      await advance(tx, organization, removalId, 'transfer', { done: resources, walkedTo });
      return { done: resources, left: 1 };
    }
    const items = await nextItems(tx, organization, removalId, 'transfer', limit);
    await mustBeEligible(tx, batch, items);
    const done = resources + (await transferDuties(tx, batch, items));
    await advance(tx, organization, removalId, 'transfer', { done, walkedTo });
    return { done, left: await leftOf(tx, organization, removalId, 'transfer') };
  });
}

/** Each pair of receiver and kind once. */
function receiversOf(turns: readonly Turn[]): Receiver[] {
  const owners = new Set(turns.flatMap(({ ownerId }) => ownerId ?? []));
  const runners = new Set(turns.flatMap(({ runsAsId }) => runsAsId ?? []));
  return [
    ...[...owners].map((successorId) => ({ kind: 'resource-owner' as const, successorId, facts: {} })),
    ...[...runners].map((successorId) => ({ kind: 'resource-runs-as' as const, successorId, facts: {} })),
  ];
}

async function mustNotWait(tx: Transaction, organization: string, removalId: string): Promise<void> {
  const waiting = await tx.$queryRaw<{ kind: string; items: number }[]>`
    SELECT kind, count(*)::int AS items FROM plan_items WHERE organization_id = ${organization}::uuid AND removal_id = ${removalId}::uuid
      AND drift = 'waits' AND status = 'pending' GROUP BY kind ORDER BY kind`;
  if (waiting.length === 0) return;
  const items = waiting.reduce((sum, row) => sum + row.items, 0);
  throw new Failure('plan-drifted', { items, kinds: waiting.map(({ kind }) => kind).join(', ') });
}

type Receiver = Pick<OpenItem, 'kind' | 'successorId' | 'facts'>;

/** Asked again for each batch: between plan and transfer a successor may have left too. Their rows stay as they are until the transaction ends. */
async function mustBeEligible(
  tx: Transaction,
  { organization, leaverId, now }: TransferBatch,
  items: readonly Receiver[],
): Promise<void> {
  if (items.length === 0) return;
  const memberIds = [...new Set(items.flatMap(({ successorId }) => successorId ?? []))].sort();
  await tx.$queryRaw`
    SELECT FROM members WHERE organization_id = ${organization}::uuid AND id = ANY(${memberIds}::uuid[]) ORDER BY id FOR SHARE`;
  const candidates = await candidatesAmong(tx, organization, { leaving: [leaverId], until: now, memberIds });
  for (const { kind, facts, successorId } of items) {
    if (successorId === null) {
      if (needsSuccessor({ kind, action: 'transfer', facts })) throw new Failure('no-successor', { kind, items: 1 });
      continue;
    }
    const because = ineligible(candidates.get(successorId), { kind });
    if (because !== null) throw new Failure('successor-not-eligible', { memberId: successorId, because });
  }
}
