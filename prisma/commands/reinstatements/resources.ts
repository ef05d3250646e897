import type { Transaction } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';
import { relationsOf } from '../../queries/removals/relations.ts';
import { reliedOn } from '../../queries/reinstatements/reliance.ts';
import { syncExposures } from '../connections/exposures.ts';
import { lacksUse, shareUse } from '../removals/come-along.ts';
import type { GiveBackBatch } from './give-back.ts';
import type { OpenReinstatementItem } from './items.ts';

const mostInOneChange = 1000;

interface Turn {
  id: string;
  kind: string;
  /** whoever received it still has it: it goes back */
  owner: boolean;
  runsAs: boolean;
}

/** Owner and runs-as of a batch of resources, in one update. Nothing else is touched: schedules keep their next run time. */
export async function giveBackResources(
  tx: Transaction,
  batch: GiveBackBatch,
  items: readonly OpenReinstatementItem[],
): Promise<void> {
  const own = items.filter(({ kind }) => kind === 'resource-owner' || kind === 'resource-runs-as');
  if (own.length === 0) return;
  const turns = await turnsOf(tx, batch, own);
  const moving = turns.filter(({ owner, runsAs }) => owner || runsAs);
  await tx.$executeRaw`
    UPDATE resources r SET owner_id = CASE WHEN v.owner THEN ${batch.memberId}::uuid ELSE r.owner_id END,
      runs_as_id = CASE WHEN v.runs_as THEN ${batch.memberId}::uuid ELSE r.runs_as_id END
    FROM unnest(${moving.map(({ id }) => id)}::uuid[], ${moving.map(({ owner }) => owner)}::boolean[], ${moving.map(({ runsAs }) => runsAs)}::boolean[])
      AS v(id, owner, runs_as)
    WHERE r.organization_id = ${batch.organization}::uuid AND r.id = v.id`;
  await finish(tx, batch, own, turns);
  const connections = moving.filter(({ kind, owner }) => owner && kind === 'connection').map(({ id }) => id);
  await syncExposures(tx, connections, batch.now);
  await leaveUse(
    tx,
    batch,
    own.filter(
      ({ kind, objectId }) => kind === 'resource-owner' && moving.some(({ id, owner }) => owner && id === objectId),
    ),
  );
  for (let from = 0; from < moving.length; from += mostInOneChange) {
    const some = moving.slice(from, from + mostInOneChange);
    const owns = some.filter(({ owner }) => owner).map(({ id }) => id);
    const runs = some.filter(({ runsAs }) => runsAs).map(({ id }) => id);
    batch.record({
      action: 'resource.transferred',
      object: 'reinstatement',
      objectId: batch.reinstatementId,
      after: { to: { [batch.memberId]: { owns, runs } } },
      reason: 'reinstatement',
    });
  }
}

/** Nobody else changes these resources until the transaction ends. */
async function turnsOf(
  tx: Transaction,
  { organization }: GiveBackBatch,
  items: readonly OpenReinstatementItem[],
): Promise<Turn[]> {
  const column = <T>(of: (item: OpenReinstatementItem) => T) => items.map(of);
  await tx.$queryRaw`
    SELECT FROM resources WHERE organization_id = ${organization}::uuid AND id = ANY(${column(({ objectId }) => objectId)}::uuid[]) ORDER BY id FOR NO KEY UPDATE`;
  return await tx.$queryRaw<Turn[]>`
    SELECT r.id, r.kind, bool_or(v.kind = 'resource-owner' AND r.owner_id IS NOT DISTINCT FROM v.receiver) AS owner,
      bool_or(v.kind = 'resource-runs-as' AND r.runs_as_id IS NOT DISTINCT FROM v.receiver) AS "runsAs"
    FROM unnest(${column(({ objectId }) => objectId)}::uuid[], ${column(({ kind }) => kind)}::text[], ${column(({ receiverId }) => receiverId)}::uuid[])
      AS v(id, kind, receiver) JOIN resources r ON r.organization_id = ${organization}::uuid AND r.id = v.id GROUP BY r.id, r.kind`;
}

/** What a host keeps is not done before the host says so. */
async function finish(
  tx: Transaction,
  { organization, reinstatementId, now }: GiveBackBatch,
  items: readonly OpenReinstatementItem[],
  turns: readonly Turn[],
): Promise<void> {
  const byId = new Map(turns.map((turn) => [turn.id, turn]));
  const given = items.map(
    ({ kind, objectId }) => byId.get(objectId)?.[kind === 'resource-owner' ? 'owner' : 'runsAs'] ?? false,
  );
  await tx.$executeRaw`
    UPDATE reinstatement_items i SET done_at = ${now}::timestamptz,
      status = (CASE WHEN v.given AND v.kind IN (SELECT k.name FROM resource_kinds k WHERE k.organization_id = ${organization}::uuid AND k.handover_url IS NOT NULL)
        THEN 'awaiting_host' ELSE 'done' END)::plan_item_status,
      outcome = CASE WHEN v.given THEN 'restored' ELSE 'kept' END, why = CASE WHEN v.given THEN NULL ELSE 'changed-since' END
    FROM unnest(${items.map(({ key }) => key)}::text[], ${given}::boolean[], ${items.map(({ objectId }) => byId.get(objectId)?.kind ?? '')}::text[])
      AS v(key, given, kind)
    WHERE i.organization_id = ${organization}::uuid AND i.reinstatement_id = ${reinstatementId}::uuid AND i.key = v.key AND i.status = 'pending'`;
}

/** What stays with a receiver, and has gone on by their owning this, goes on: they keep the use of it (design, Removal, 4: what it needs comes along). */
async function leaveUse(tx: Transaction, batch: GiveBackBatch, items: readonly OpenReinstatementItem[]): Promise<void> {
  const { organization, removalId, memberId: leaverId, now } = batch;
  if (items.length === 0) return;
  const relied = reliedOn(
    { organization, removalId, leaverId },
    { member: 'v.member', object: 'v.object', since: 'p.done_at' },
  );
  const needs = await tx.$queryRaw<{ memberId: string; resourceId: string }[]>(Prisma.sql`
    SELECT v.member AS "memberId", v.object AS "resourceId"
    FROM unnest(${items.map(({ key }) => key)}::text[], ${items.map(({ objectId }) => objectId)}::uuid[], ${items.map(({ receiverId }) => receiverId)}::uuid[])
      AS v(key, object, member)
      JOIN plan_items p ON p.organization_id = ${organization}::uuid AND p.removal_id = ${removalId}::uuid AND p.key = v.key
    WHERE ${relied} ORDER BY 1, 2`);
  if (needs.length === 0) return;
  const pairs = needs.map((need) => ({ member: need.memberId, resource: need.resourceId }));
  const facts = await relationsOf(tx, organization, pairs);
  const lacking = needs.filter((_, index) => lacksUse(facts[index], now));
  if (lacking.length === 0) return;
  const shares = await shareUse(tx, { organization, now }, lacking);
  for (let from = 0; from < shares.length; from += mostInOneChange)
    batch.record({
      action: 'share.added',
      object: 'reinstatement',
      objectId: batch.reinstatementId,
      after: {
        level: 'use',
        shares: shares
          .slice(from, from + mostInOneChange)
          .map(({ id, level, ...pair }) => ({ shareId: id, ...pair, before: level })),
      },
      reason: 'stays-in-use',
    });
}
