import { decide } from '../../../rules/access/decide.ts';
import type { AccessFacts } from '../../../rules/access/types.ts';
import type { Transaction } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';
import { relationsOf } from '../../queries/removals/relations.ts';
import type { TransferBatch } from './transfer.ts';
import type { OpenItem } from './items.ts';
import { columnsOf, type Turn } from './turns.ts';

interface Need {
  memberId: string;
  resourceId: string;
  /** the resource of this batch that needs it */
  neededBy: string;
}

/**
 * What the transferred resources need to go on working comes along (design, Removal, 4): the new owner and runs-as may use the connections that a resource or
 * its target uses, and the new runs-as may run the target. Where the access rules would refuse, a share `use` is added; it is kept with the item for the undo.
 */
export async function comeAlong(tx: Transaction, batch: TransferBatch, turns: readonly Turn[]): Promise<void> {
  const needs = await needsOf(tx, batch, turns);
  if (needs.length === 0) return;
  const facts = await relationsOf(
    tx,
    batch.organization,
    needs.map(({ memberId, resourceId }) => ({ member: memberId, resource: resourceId })),
  );
  const lacking = needs.filter((_, index) => lacks(facts[index], batch.now));
  if (lacking.length === 0) return;
  const shares = await share(tx, batch, lacking);
  await keep(tx, batch, lacking, shares);
  const added = shares.map(({ id, memberId, resourceId, level }) => ({
    shareId: id,
    memberId,
    resourceId,
    before: level,
  }));
  for (let from = 0; from < added.length; from += 1000)
    batch.record({
      action: 'share.added',
      object: 'removal',
      objectId: batch.removalId,
      after: { level: 'use', shares: added.slice(from, from + 1000) },
      reason: 'comes-along',
    });
}

/** Refused only because nobody gave it to them: an archived connection, or a ceiling, is not healed by a share. */
function lacks(facts: AccessFacts | undefined, now: Date): boolean {
  if (facts?.resource == null) return false;
  const decision = decide(facts, facts.resource.kind === 'connection' ? 'use' : 'run', now.getTime());
  return !decision.allowed && decision.because.every(({ fact }) => fact === 'access');
}

/** Each pair of a new holder and something that the resource needs, once; without those who own it. */
async function needsOf(tx: Transaction, { organization }: TransferBatch, turns: readonly Turn[]): Promise<Need[]> {
  return await tx.$queryRaw<Need[]>`
    WITH ${neededBy(organization, turns)}
    SELECT n.holder AS "memberId", n.object AS "resourceId", min(n.id::text) AS "neededBy"
    FROM needed n JOIN resources o ON o.organization_id = ${organization}::uuid AND o.id = n.object
    WHERE n.holder IS NOT NULL AND o.owner_id IS DISTINCT FROM n.holder GROUP BY 1, 2 ORDER BY 1, 2`;
}

/**
 * Items of later batches by which what these turns need goes to the same successor: taken now, the successor is never without it and needs no share. A
 * schedule brings its target, and both bring their connections.
 */
export async function neededItems(
  tx: Transaction,
  { organization, removalId }: TransferBatch,
  turns: readonly Turn[],
): Promise<OpenItem[]> {
  return await tx.$queryRaw<OpenItem[]>`
    WITH ${neededBy(organization, turns)}
    SELECT DISTINCT ON (i.key) i.key, i.kind, i.object_id AS "objectId", i.successor_id AS "successorId", i.facts
    FROM needed n JOIN plan_items i ON i.organization_id = ${organization}::uuid AND i.removal_id = ${removalId}::uuid
      AND i.key = 'resource-owner:' || n.object AND i.status = 'pending' AND i.successor_id = n.holder
    ORDER BY i.key`;
}

/** What each turn's resource needs to go on working, and who will hold it. */
function neededBy(organization: string, turns: readonly Turn[]): Prisma.Sql {
  const { ids, owners, runners } = columnsOf(turns);
  return Prisma.sql`turns AS MATERIALIZED (
      SELECT r.id, r.target_id, v.owner, v.runner FROM unnest(${ids}::uuid[], ${owners}::uuid[], ${runners}::uuid[]) AS v(id, owner, runner)
        JOIN resources r ON r.organization_id = ${organization}::uuid AND r.id = v.id AND r.archived_at IS NULL
    ), needed AS (
      SELECT h.holder, u.connection_id AS object, t.id FROM turns t CROSS JOIN LATERAL (VALUES (t.owner), (t.runner)) AS h(holder)
        JOIN connection_uses u ON u.organization_id = ${organization}::uuid AND u.resource_id IN (t.id, t.target_id)
      UNION ALL SELECT t.runner, t.target_id, t.id FROM turns t WHERE t.target_id IS NOT NULL
    )`;
}

/** `level`: of the share that was there before, null: there was none. */
type Added = { id: string; memberId: string; resourceId: string; level: string | null };

async function share(tx: Transaction, { organization, now }: TransferBatch, needs: readonly Need[]): Promise<Added[]> {
  const members = needs.map(({ memberId }) => memberId);
  const resources = needs.map(({ resourceId }) => resourceId);
  return await tx.$queryRaw<Added[]>`
    WITH v AS (SELECT * FROM unnest(${members}::uuid[], ${resources}::uuid[]) AS v(member, resource)),
      old AS (SELECT s.id, s.level FROM shares s JOIN v ON s.organization_id = ${organization}::uuid AND s.resource_id = v.resource AND s.member_id = v.member),
      new AS (INSERT INTO shares (organization_id, resource_id, member_id, level, created_at)
        SELECT ${organization}::uuid, v.resource, v.member, 'use', ${now}::timestamptz FROM v
        ON CONFLICT (organization_id, resource_id, member_id) DO UPDATE SET level = 'use' WHERE shares.level = 'view'
        RETURNING id, member_id, resource_id)
    SELECT new.id, new.member_id AS "memberId", new.resource_id AS "resourceId", old.level::text FROM new LEFT JOIN old ON old.id = new.id ORDER BY new.id`;
}

/** With the item of a resource that needed it, beside what was there before. */
async function keep(
  tx: Transaction,
  { organization, removalId }: TransferBatch,
  needs: readonly Need[],
  shares: readonly Added[],
): Promise<void> {
  const neededBy = new Map(needs.map((need) => [`${need.memberId} ${need.resourceId}`, need.neededBy]));
  const byItem = new Map<string, { shareId: string; level: string | null }[]>();
  for (const { id, memberId, resourceId, level } of shares) {
    const object = neededBy.get(`${memberId} ${resourceId}`) ?? '';
    byItem.set(object, [...(byItem.get(object) ?? []), { shareId: id, level }]);
  }
  await tx.$executeRaw`
    UPDATE plan_items i SET before = coalesce(i.before, '{}') || jsonb_build_object('shares', v.shares)
    FROM (SELECT object, shares, (SELECT min(x.key) FROM plan_items x WHERE x.organization_id = ${organization}::uuid AND x.removal_id = ${removalId}::uuid
        AND x.step = 'transfer' AND x.object_id = object AND x.kind IN ('resource-owner', 'resource-runs-as') AND x.status <> 'skipped') AS key
      FROM unnest(${[...byItem.keys()]}::uuid[], ${[...byItem.values()].map((list) => JSON.stringify(list))}::jsonb[]) AS u(object, shares)) v
    WHERE i.organization_id = ${organization}::uuid AND i.removal_id = ${removalId}::uuid AND i.key = v.key`;
}
