import { Failure } from '../../../rules/failures.ts';
import type { PlanItem } from '../../../rules/removals/items.ts';
import type { Record } from '../../change.ts';
import type { Transaction } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';
import { relationsOf } from '../../queries/removals/relations.ts';
import { syncExposures } from '../connections/exposures.ts';
import { lacksUse, shareUse } from '../removals/come-along.ts';
import { needed } from '../removals/turns.ts';

/** One resource of one member: who becomes its owner, or what it runs as; null: that one stays. */
interface Turn {
  resourceId: string;
  leaverId: string;
  ownerId: string | null;
  runsAsId: string | null;
}

const mostInOneChange = 1000;

/**
 * Hands these items over, with what their resources need to go on working, as the transfer of a removal does: the same succession, the same use that comes along. Schedules
 * keep their next run time.
 * @throws Failure plan-changed when one of them is no longer theirs
 */
export async function handOver(
  tx: Transaction,
  record: Record,
  organization: string,
  { leaverId, items, now }: { leaverId: string; items: readonly PlanItem[]; now: Date },
): Promise<void> {
  const turns = turnsOf(leaverId, items);
  if (turns.length === 0) return;
  const values = valuesOf(turns);
  const moved = await tx.$queryRaw<{ id: string; kind: string }[]>`
    UPDATE resources r SET owner_id = coalesce(v.owner, r.owner_id), runs_as_id = coalesce(v.runner, r.runs_as_id) FROM ${values}
    WHERE r.organization_id = ${organization}::uuid AND r.id = v.id AND r.id = ANY(${turns.map(({ resourceId }) => resourceId)}::uuid[])
      AND (v.owner IS NULL OR r.owner_id = ${leaverId}::uuid) AND (v.runner IS NULL OR r.runs_as_id = ${leaverId}::uuid) RETURNING r.id, r.kind`;
  if (moved.length < turns.length) throw new Failure('plan-changed', { expected: turns.length, given: moved.length });
  const owned = new Set(turns.flatMap(({ resourceId, ownerId }) => (ownerId === null ? [] : [resourceId])));
  const connections = moved.filter(({ id, kind }) => kind === 'connection' && owned.has(id)).map(({ id }) => id);
  await syncExposures(tx, connections, now);
  await comeAlong(tx, record, organization, { leaverId, values, now });
  recordTurns(record, leaverId, turns);
}

function turnsOf(leaverId: string, items: readonly PlanItem[]): Turn[] {
  const turns = new Map<string, Turn>();
  for (const { kind, objectId, successorId } of items) {
    if (successorId === undefined) continue;
    const turn = turns.get(objectId) ?? { resourceId: objectId, leaverId, ownerId: null, runsAsId: null };
    turns.set(
      objectId,
      kind === 'resource-owner' ? { ...turn, ownerId: successorId } : { ...turn, runsAsId: successorId },
    );
  }
  return [...turns.values()];
}

/** As `v` (id, owner, runner). */
function valuesOf(turns: readonly Turn[]): Prisma.Sql {
  return Prisma.sql`unnest(${turns.map(({ resourceId }) => resourceId)}::uuid[], ${turns.map(({ ownerId }) => ownerId)}::uuid[],
    ${turns.map(({ runsAsId }) => runsAsId)}::uuid[]) AS v(id, owner, runner)`;
}

async function comeAlong(
  tx: Transaction,
  record: Record,
  organization: string,
  { leaverId, values, now }: { leaverId: string; values: Prisma.Sql; now: Date },
): Promise<void> {
  const needs = await tx.$queryRaw<{ memberId: string; resourceId: string }[]>`
    WITH t AS MATERIALIZED (SELECT r.id, r.target_id AS target, r.archived_at IS NOT NULL AS archived, v.owner, v.runner
      FROM ${values} JOIN resources r ON r.organization_id = ${organization}::uuid AND r.id = v.id),
    ${needed(organization)}
    SELECT DISTINCT n.holder AS "memberId", n.object AS "resourceId" FROM needed n JOIN resources o ON o.organization_id = ${organization}::uuid AND o.id = n.object
    WHERE n.holder IS NOT NULL AND o.owner_id IS DISTINCT FROM n.holder ORDER BY 1, 2`;
  const pairs = needs.map(({ memberId, resourceId }) => ({ member: memberId, resource: resourceId }));
  const facts = await relationsOf(tx, organization, pairs);
  const lacking = needs.filter((_, index) => lacksUse(facts[index], now));
  if (lacking.length === 0) return;
  const added = await shareUse(tx, { organization, now }, lacking);
  for (let from = 0; from < added.length; from += mostInOneChange)
    record({
      action: 'share.added',
      object: 'member',
      objectId: leaverId,
      after: {
        level: 'use',
        shares: added
          .slice(from, from + mostInOneChange)
          .map(({ id, level, ...pair }) => ({ shareId: id, ...pair, before: level })),
      },
      reason: 'comes-along',
    });
}

function recordTurns(record: Record, leaverId: string, turns: readonly Turn[]): void {
  for (let from = 0; from < turns.length; from += mostInOneChange) {
    const to: { [memberId: string]: { owns: string[]; runs: string[] } } = {};
    const of = (memberId: string) => (to[memberId] ??= { owns: [], runs: [] });
    for (const { resourceId, ownerId, runsAsId } of turns.slice(from, from + mostInOneChange)) {
      if (ownerId !== null) of(ownerId).owns.push(resourceId);
      if (runsAsId !== null) of(runsAsId).runs.push(resourceId);
    }
    record({
      action: 'resource.transferred',
      object: 'member',
      objectId: leaverId,
      before: { memberId: leaverId },
      after: { to },
      reason: 'access-change',
    });
  }
}
