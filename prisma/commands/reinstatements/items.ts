import type { Json } from '../../../rules/canonical-json.ts';
import type { KeptWhy, ReinstatementItem, ReinstatementKind } from '../../../rules/removals/reinstate.ts';
import type { ReinstatementStepName } from '../../../rules/removals/reinstatement-steps.ts';
import type { Transaction } from '../../client.ts';

/** One statement for a page of items. What is not to be restored is done. */
export async function insertReinstatementItems(
  tx: Transaction,
  { organization, reinstatementId, now }: { organization: string; reinstatementId: string; now: Date },
  items: readonly (ReinstatementItem & { position: number })[],
): Promise<void> {
  const column = <T>(of: (item: ReinstatementItem & { position: number }) => T) => items.map(of);
  await tx.$executeRaw`
    INSERT INTO reinstatement_items (organization_id, reinstatement_id, key, position, kind, step, object_id, outcome, why, receiver_id, before, status, done_at)
    SELECT ${organization}::uuid, ${reinstatementId}::uuid, v.*, (CASE v.outcome WHEN 'restored' THEN 'pending' ELSE 'done' END)::plan_item_status,
      CASE v.outcome WHEN 'restored' THEN NULL ELSE ${now}::timestamptz END
    FROM unnest(${column(({ key }) => key)}::text[], ${column(({ position }) => position)}::int[], ${column(({ kind }) => kind)}::text[],
      ${column(({ step }) => step)}::text[], ${column(({ objectId }) => objectId)}::uuid[], ${column(({ outcome }) => outcome)}::text[],
      ${column(({ why }) => why)}::text[], ${column(({ receiverId }) => receiverId)}::uuid[], ${column(({ before }) => JSON.stringify(before))}::jsonb[])
      AS v(key, position, kind, step, object_id, outcome, why, receiver_id, before)`;
}

export interface OpenReinstatementItem {
  key: string;
  position: number;
  kind: ReinstatementKind;
  objectId: string;
  receiverId: string | null;
  before: { [name: string]: Json };
}

/**
 * The next pending items of a step, in the order of the work, after those that the batches before have looked at; when there are none, from the beginning
 * again. Call it with the reinstatement locked.
 */
export async function nextReinstatementItems(
  tx: Transaction,
  organization: string,
  reinstatementId: string,
  step: ReinstatementStepName,
  limit: number,
): Promise<OpenReinstatementItem[]> {
  const where = { organizationId: organization, reinstatementId, step };
  const row = await tx.reinstatementStep.findUniqueOrThrow({
    where: { organizationId_reinstatementId_step: where },
    select: { walkedTo: true },
  });
  for (const after of row.walkedTo < 0 ? [-1] : [row.walkedTo, -1]) {
    const found = await tx.reinstatementItem.findMany({
      where: { ...where, status: 'pending', position: { gt: after } },
      orderBy: { position: 'asc' },
      take: limit,
      select: { key: true, position: true, kind: true, objectId: true, receiverId: true, before: true },
    });
    if (found.length > 0) return found as OpenReinstatementItem[];
  }
  return [];
}

/** Ends items of a locked reinstatement: given back, or left as they are because someone was faster. */
export async function finishReinstatementItems(
  tx: Transaction,
  { organization, reinstatementId, now }: { organization: string; reinstatementId: string; now: Date },
  { restored, kept, why = 'changed-since' }: { restored: readonly string[]; kept: readonly string[]; why?: KeptWhy },
): Promise<void> {
  await tx.$executeRaw`
    UPDATE reinstatement_items i SET done_at = ${now}::timestamptz, status = 'done',
      outcome = CASE WHEN i.key = ANY(${[...restored]}::text[]) THEN 'restored' ELSE 'kept' END,
      why = CASE WHEN i.key = ANY(${[...restored]}::text[]) THEN NULL ELSE ${why} END
    WHERE i.organization_id = ${organization}::uuid AND i.reinstatement_id = ${reinstatementId}::uuid AND i.status = 'pending'
      AND i.key = ANY(${[...restored, ...kept]}::text[])`;
}

/** Progress of a step: items finished, and where its batches have come to. */
export async function advanceReinstatement(
  tx: Transaction,
  organization: string,
  reinstatementId: string,
  step: ReinstatementStepName,
  { done, walkedTo }: { done: number; walkedTo: number },
): Promise<void> {
  await tx.$executeRaw`
    UPDATE reinstatement_steps SET done = done + ${done}::int, walked_to = ${walkedTo}::int
    WHERE organization_id = ${organization}::uuid AND reinstatement_id = ${reinstatementId}::uuid AND step = ${step}`;
}
