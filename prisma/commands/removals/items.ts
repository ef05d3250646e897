import type { Json } from '../../../rules/canonical-json.ts';
import type { ItemFacts, ItemKind, PlanItem } from '../../../rules/removals/items.ts';
import type { StepName } from '../../../rules/removals/steps.ts';
import type { Transaction } from '../../client.ts';

export type PlacedItem = PlanItem & { position: number; drift?: string; driftBecause?: string | null };

/** One statement for a page of items, sent as one text: the driver would write each column item by item. */
export async function insertItems(
  tx: Transaction,
  organization: string,
  removalId: string,
  items: readonly PlacedItem[],
): Promise<void> {
  if (items.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO plan_items (organization_id, removal_id, key, position, kind, step, action, object_id, risk, successor_id, successor_rule, facts, drift, drift_because)
    SELECT ${organization}::uuid, ${removalId}::uuid, v.* FROM json_to_recordset(${JSON.stringify(items)}::json) AS v(key text, position int, kind text, step text,
      action text, "objectId" uuid, risk text, "successorId" uuid, "successorRule" text, facts jsonb, drift text, "driftBecause" text)`;
}

/** Progress of a step: items finished, and where its batches have come to. */
export async function advance(
  tx: Transaction,
  organization: string,
  removalId: string,
  step: StepName,
  { done, walkedTo }: { done: number; walkedTo?: string | null },
): Promise<void> {
  await tx.$executeRaw`
    UPDATE removal_steps SET done = done + ${done}::int, walked_to = coalesce(${walkedTo ?? null}::uuid, walked_to)
    WHERE organization_id = ${organization}::uuid AND removal_id = ${removalId}::uuid AND step = ${step}`;
}

export interface OpenItem {
  key: string;
  kind: ItemKind;
  objectId: string;
  successorId: string | null;
  facts: ItemFacts;
}

/**
 * The next pending items of a step, by object, after those that the batches before have looked at; when there are none, from the beginning again: an item
 * may have become pending since. Call it with the removal locked.
 */
export async function nextItems(
  tx: Transaction,
  organization: string,
  removalId: string,
  step: StepName,
  limit: number,
): Promise<OpenItem[]> {
  return tx.$queryRaw<OpenItem[]>`
    WITH pending AS NOT MATERIALIZED (SELECT key, kind, object_id, successor_id, facts FROM plan_items
        WHERE organization_id = ${organization}::uuid AND removal_id = ${removalId}::uuid AND step = ${step} AND status = 'pending'),
      walked AS MATERIALIZED (SELECT walked_to AS id FROM removal_steps WHERE organization_id = ${organization}::uuid
        AND removal_id = ${removalId}::uuid AND step = ${step} AND walked_to IS NOT NULL),
      after AS MATERIALIZED (SELECT * FROM pending WHERE object_id > (SELECT id FROM walked) ORDER BY object_id LIMIT ${limit}),
      again AS MATERIALIZED (SELECT * FROM pending WHERE NOT EXISTS (SELECT FROM after) ORDER BY object_id LIMIT ${limit})
    SELECT key, kind, object_id AS "objectId", successor_id AS "successorId", facts FROM (TABLE after UNION ALL TABLE again) found ORDER BY object_id`;
}

/** Ends items of a locked removal, with what was there before their effect. Those that ended by themselves meanwhile stay as they are. */
export async function finish(
  tx: Transaction,
  { organization, removalId, now }: { organization: string; removalId: string; now: Date },
  items: readonly Pick<OpenItem, 'key'>[],
  { status, before }: { status: 'done' | 'awaiting_host'; before: { readonly [name: string]: Json } },
): Promise<void> {
  if (items.length === 0) return;
  await tx.$executeRaw`
    UPDATE plan_items SET status = ${status}::plan_item_status, done_at = ${now}::timestamptz, before = coalesce(before, '{}') || ${JSON.stringify(before)}::jsonb
    WHERE organization_id = ${organization}::uuid AND removal_id = ${removalId}::uuid AND key = ANY(${items.map(({ key }) => key)}::text[])
      AND status = 'pending'`;
}

/** 0: nothing of the step is pending. Else at least so much: counting a hundred thousand for each batch would cost more than the batch. */
export async function leftOf(
  tx: Transaction,
  organizationId: string,
  removalId: string,
  step: StepName,
): Promise<number> {
  const found = await tx.planItem.findFirst({
    where: { organizationId, removalId, step, status: 'pending' },
    select: { key: true },
  });
  return found === null ? 0 : 1;
}
