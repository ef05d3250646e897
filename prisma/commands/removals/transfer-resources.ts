import type { Transaction } from '../../client.ts';
import { syncExposures } from '../connections/exposures.ts';
import { comeAlong, neededItems } from './come-along.ts';
import { finish, type OpenItem } from './items.ts';
import type { TransferBatch } from './transfer.ts';
import { columnsOf, isOfResource, type Turn, turnsOf } from './turns.ts';

/** One change carries at most so many resources. */
const mostInOneChange = 1000;

/**
 * Owner and runs-as of a batch of resources in one update: each of the table's many indexes is touched once, not twice. Schedules keep their next run time, because
 * nothing else is touched. What the resources need to go on working comes along. Returns how many items were transferred.
 */
export async function transferResources(
  tx: Transaction,
  batch: TransferBatch,
  all: readonly OpenItem[],
): Promise<number> {
  const own = all.filter(isOfResource);
  if (own.length === 0) return 0;
  const keys = new Set(own.map(({ key }) => key));
  const needed = await neededItems(tx, batch, turnsOf(own));
  const items = [...own, ...needed.filter(({ key }) => !keys.has(key))];
  const turns = turnsOf(items);
  const moved = await update(tx, batch, turns);
  if (moved < turns.length) await updateApart(tx, batch, turns);
  await finishItems(tx, batch, items);
  const connections = items.filter(
    ({ kind, facts }) => kind === 'resource-owner' && facts.resourceKind === 'connection',
  );
  const ids = connections.map(({ objectId }) => objectId);
  await syncExposures(tx, ids, batch.now);
  await comeAlong(tx, batch, turns);
  for (let from = 0; from < turns.length; from += mostInOneChange)
    recordTurns(batch, turns.slice(from, from + mostInOneChange));
  return items.length;
}

/** Only what is still the leaver's. */
function update(tx: Transaction, { organization, leaverId }: TransferBatch, turns: readonly Turn[]): Promise<number> {
  const { ids, owners, runners } = columnsOf(turns);
  return tx.$executeRaw`
    UPDATE resources r SET owner_id = coalesce(v.owner, r.owner_id), runs_as_id = coalesce(v.runner, r.runs_as_id)
    FROM unnest(${ids}::uuid[], ${owners}::uuid[], ${runners}::uuid[]) AS v(id, owner, runner)
    WHERE r.organization_id = ${organization}::uuid AND r.id = v.id AND (v.owner IS NULL OR r.owner_id = ${leaverId}::uuid)
      AND (v.runner IS NULL OR r.runs_as_id = ${leaverId}::uuid)`;
}

/** Someone was faster with one of a resource's holders: that one stays theirs, and its item says so; the other one moves. */
async function updateApart(
  tx: Transaction,
  { organization, removalId, leaverId, now }: TransferBatch,
  turns: readonly Turn[],
): Promise<void> {
  const { ids, owners, runners } = columnsOf(turns);
  await tx.$executeRaw`
    UPDATE resources r SET owner_id = CASE WHEN r.owner_id = ${leaverId}::uuid THEN coalesce(v.owner, r.owner_id) ELSE r.owner_id END,
      runs_as_id = CASE WHEN r.runs_as_id = ${leaverId}::uuid THEN coalesce(v.runner, r.runs_as_id) ELSE r.runs_as_id END
    FROM unnest(${ids}::uuid[], ${owners}::uuid[], ${runners}::uuid[]) AS v(id, owner, runner)
    WHERE r.organization_id = ${organization}::uuid AND r.id = v.id
      AND ((v.owner IS NOT NULL AND r.owner_id = ${leaverId}::uuid) OR (v.runner IS NOT NULL AND r.runs_as_id = ${leaverId}::uuid))`;
  await tx.$executeRaw`
    UPDATE plan_items i SET status = 'done', reason = 'no longer theirs', done_at = ${now}::timestamptz
    FROM unnest(${ids}::uuid[], ${owners}::uuid[], ${runners}::uuid[]) AS v(id, owner, runner)
      JOIN resources r ON r.organization_id = ${organization}::uuid AND r.id = v.id
    WHERE i.organization_id = ${organization}::uuid AND i.removal_id = ${removalId}::uuid AND i.status = 'pending'
      AND ((i.key = 'resource-owner:' || v.id AND r.owner_id IS DISTINCT FROM v.owner)
        OR (i.key = 'resource-runs-as:' || v.id AND r.runs_as_id IS DISTINCT FROM v.runner))`;
}

/** What a host keeps is not done before the host says so. */
async function finishItems(tx: Transaction, batch: TransferBatch, items: readonly OpenItem[]): Promise<void> {
  const { organization, leaverId } = batch;
  const hosted = await tx.resourceKind.findMany({
    where: { organizationId: organization, handoverUrl: { not: null } },
    select: { name: true },
  });
  const kinds = new Set(hosted.map(({ name }) => name));
  for (const [kind, field] of [
    ['resource-owner', 'ownerId'],
    ['resource-runs-as', 'runsAsId'],
  ] as const) {
    const own = items.filter((item) => item.kind === kind);
    const isHosted = ({ facts }: OpenItem) => typeof facts.resourceKind === 'string' && kinds.has(facts.resourceKind);
    const before = { [field]: leaverId };
    await finish(tx, batch, own.filter(isHosted), { status: 'awaiting_host', before });
    await finish(
      tx,
      batch,
      own.filter((item) => !isHosted(item)),
      { status: 'done', before },
    );
  }
}

function recordTurns({ removalId, leaverId, record }: TransferBatch, turns: readonly Turn[]): void {
  const to: { [memberId: string]: { owns: string[]; runs: string[] } } = {};
  const of = (memberId: string) => (to[memberId] ??= { owns: [], runs: [] });
  for (const { resourceId, ownerId, runsAsId } of turns) {
    if (ownerId !== undefined) of(ownerId).owns.push(resourceId);
    if (runsAsId !== undefined) of(runsAsId).runs.push(resourceId);
  }
  record({
    action: 'resource.transferred',
    object: 'removal',
    objectId: removalId,
    before: { memberId: leaverId },
    after: { to },
    reason: 'removal',
  });
}
