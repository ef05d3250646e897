import type { Transaction } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';
import { syncExposures } from '../connections/exposures.ts';
import { comeAlong } from './come-along.ts';
import type { TransferBatch } from './transfer.ts';
import type { Look, Need, Turn } from './turns.ts';

/** One change carries at most so many resources. */
const mostInOneChange = 1000;

/**
 * Owner and runs-as of a batch of resources in one update: each of the table's many indexes is touched once, not twice. Schedules keep their next run time, because
 * nothing else is touched. What the resources need to go on working comes along. Returns how many items were transferred.
 */
export async function transferResources(
  tx: Transaction,
  batch: TransferBatch,
  { turns: own, needs }: Look,
): Promise<number> {
  const coming = comingTurns(own, needs);
  const turns = [...own, ...coming];
  const done = (await move(tx, batch, own, ofResource)) + (await move(tx, batch, coming, ofOwner));
  const connections = turns.filter(({ kind, ownerId }) => kind === 'connection' && ownerId !== null);
  const ids = connections.map(({ resourceId }) => resourceId);
  await syncExposures(tx, ids, batch.now);
  const owners = new Map(turns.map(({ resourceId, ownerId }) => [resourceId, ownerId]));
  const open = needs.filter((need) => (owners.get(need.resourceId) ?? need.ownerId) !== need.memberId);
  await comeAlong(tx, batch, own, open);
  for (let from = 0; from < turns.length; from += mostInOneChange)
    recordTurns(batch, turns.slice(from, from + mostInOneChange));
  return done;
}

/** Owners of later batches whose resource is needed by its very successor in this one: taken now, they are never without it and need no share. */
function comingTurns(own: readonly Turn[], needs: readonly Need[]): Turn[] {
  const here = new Set(own.flatMap(({ resourceId, ownerId }) => (ownerId === null ? [] : [resourceId])));
  const coming = new Map<string, Turn>();
  for (const { resourceId, memberId: ownerId, kind, coming: isComing } of needs)
    if (isComing && !here.has(resourceId)) coming.set(resourceId, { resourceId, kind, ownerId, runsAsId: null });
  return [...coming.values()];
}

/** As rows (id, owner, runner). Sent as one text, those who pass alike together: the driver would write a list id by id. */
function rowsOf(turns: readonly Turn[]): Prisma.Sql {
  const alike = new Map<string, { owner: string | null; runner: string | null; ids: string[] }>();
  for (const { resourceId, ownerId, runsAsId } of turns) {
    const key = `${ownerId} ${runsAsId}`;
    const group = alike.get(key) ?? { owner: ownerId, runner: runsAsId, ids: [] };
    group.ids.push(resourceId);
    alike.set(key, group);
  }
  return Prisma.sql`SELECT id::uuid, owner, runner
    FROM jsonb_to_recordset(${JSON.stringify([...alike.values()])}::jsonb) AS g(owner uuid, runner uuid, ids jsonb), jsonb_array_elements_text(ids) AS id ORDER BY id`;
}

/**
 * Moves what is still the leaver's, and finishes its items; what a host keeps is not done before the host says so. `items`: which of a resource's items these turns
 * are. The resources are asked for by a list of ids, because the join alone was planned as a scan of all. Returns how many items there were.
 */
async function move(tx: Transaction, batch: TransferBatch, turns: readonly Turn[], items: Prisma.Sql): Promise<number> {
  if (turns.length === 0) return 0;
  const { organization, removalId, leaverId, now } = batch;
  const [count] = await tx.$queryRaw<{ moved: number; finished: number }[]>`
    WITH v AS MATERIALIZED (${rowsOf(turns)}),
      moved AS (UPDATE resources r SET owner_id = coalesce(v.owner, r.owner_id), runs_as_id = coalesce(v.runner, r.runs_as_id) FROM v
        WHERE r.organization_id = ${organization}::uuid AND r.id = v.id AND r.id = ANY(ARRAY(SELECT id FROM v))
          AND (v.owner IS NULL OR r.owner_id = ${leaverId}::uuid) AND (v.runner IS NULL OR r.runs_as_id = ${leaverId}::uuid) RETURNING 1),
      finished AS (UPDATE plan_items i SET done_at = ${now}::timestamptz,
          status = (CASE WHEN i.facts ->> 'resourceKind' = ANY(ARRAY(SELECT k.name FROM resource_kinds k WHERE k.organization_id = ${organization}::uuid
            AND k.handover_url IS NOT NULL)) THEN 'awaiting_host' ELSE 'done' END)::plan_item_status,
          before = CASE i.kind WHEN 'resource-owner' THEN ${JSON.stringify({ ownerId: leaverId })}::jsonb ELSE ${JSON.stringify({ runsAsId: leaverId })}::jsonb END
        WHERE i.organization_id = ${organization}::uuid AND i.removal_id = ${removalId}::uuid AND i.step = 'transfer' AND i.status = 'pending'
          AND i.object_id = ANY(ARRAY(SELECT id FROM v)) AND ${items} RETURNING 1)
    SELECT (SELECT count(*)::int FROM moved) AS moved, (SELECT count(*)::int FROM finished) AS finished`;
  if (count === undefined) throw new Error('the transfer answered nothing');
  if (count.moved < turns.length) await moveApart(tx, batch, turns);
  return count.finished;
}

const ofResource = Prisma.sql`i.kind IN ('resource-owner', 'resource-runs-as')`;
/** Of what comes along only the owner: its runs-as has a batch of its own. */
const ofOwner = Prisma.sql`i.kind = 'resource-owner'`;

/** Someone was faster with one of a resource's holders: that one stays theirs, and its item says so; the other one moves. */
async function moveApart(
  tx: Transaction,
  { organization, removalId, leaverId }: TransferBatch,
  turns: readonly Turn[],
): Promise<void> {
  const rows = rowsOf(turns);
  await tx.$executeRaw`
    UPDATE resources r SET owner_id = CASE WHEN r.owner_id = ${leaverId}::uuid THEN coalesce(v.owner, r.owner_id) ELSE r.owner_id END,
      runs_as_id = CASE WHEN r.runs_as_id = ${leaverId}::uuid THEN coalesce(v.runner, r.runs_as_id) ELSE r.runs_as_id END
    FROM (${rows}) v
    WHERE r.organization_id = ${organization}::uuid AND r.id = v.id
      AND ((v.owner IS NOT NULL AND r.owner_id = ${leaverId}::uuid) OR (v.runner IS NOT NULL AND r.runs_as_id = ${leaverId}::uuid))`;
  await tx.$executeRaw`
    UPDATE plan_items i SET status = 'done', reason = 'no longer theirs', before = NULL
    FROM (${rows}) v JOIN resources r ON r.organization_id = ${organization}::uuid AND r.id = v.id
    WHERE i.organization_id = ${organization}::uuid AND i.removal_id = ${removalId}::uuid
      AND ((i.key = 'resource-owner:' || v.id AND r.owner_id IS DISTINCT FROM v.owner AND v.owner IS NOT NULL)
        OR (i.key = 'resource-runs-as:' || v.id AND r.runs_as_id IS DISTINCT FROM v.runner AND v.runner IS NOT NULL))`;
}

function recordTurns({ removalId, leaverId, record }: TransferBatch, turns: readonly Turn[]): void {
  const to: { [memberId: string]: { owns: string[]; runs: string[] } } = {};
  const of = (memberId: string) => (to[memberId] ??= { owns: [], runs: [] });
  for (const { resourceId, ownerId, runsAsId } of turns) {
    if (ownerId !== null) of(ownerId).owns.push(resourceId);
    if (runsAsId !== null) of(runsAsId).runs.push(resourceId);
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
