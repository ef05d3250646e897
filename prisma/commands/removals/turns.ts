import type { Transaction } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';
import type { TransferBatch } from './transfer.ts';

/** What one resource's holders become; null: that one stays. Whether its owner, its runs-as or both change, it is one turn. */
export interface Turn {
  resourceId: string;
  kind: string;
  ownerId: string | null;
  runsAsId: string | null;
}

/** Someone who is to hold a resource, and something that it needs to go on working. */
export interface Need {
  memberId: string;
  resourceId: string;
  kind: string;
  /** who owns it now */
  ownerId: string | null;
  /** its owner item is still pending in a later batch, and names this very member */
  coming: boolean;
}

export interface Look {
  turns: Turn[];
  needs: Need[];
  /** the last resource by whose turn the batch was found; null: none was pending */
  walkedTo: string | null;
  /** there may be pending items beside these */
  more: boolean;
}

/**
 * The turns of the next pending items, by resource, after those that the batches before have looked at; when there are none, from the beginning again: an item may
 * have become pending since. `limit` counts items, but no resource is divided, and a schedule takes what it runs along: apart, that would be written twice. With them, each pair
 * once, what their resources need to go on working and does not become its holder's in this batch: the connections that a resource or its target uses, for the new owner and
 * runs-as; the target, for the new runs-as.
 */
export async function lookAhead(tx: Transaction, batch: TransferBatch, limit: number): Promise<Look> {
  const { organization, removalId } = batch;
  // a COALESCE around the question itself would be no condition of the index: PostgreSQL takes it for leaky
  const walkedTo = Prisma.sql`AND object_id > (SELECT coalesce((SELECT walked_to FROM removal_steps WHERE organization_id = ${organization}::uuid
    AND removal_id = ${removalId}::uuid AND step = 'transfer'), '00000000-0000-0000-0000-000000000000'))`;
  const found = await look(tx, batch, walkedTo, limit);
  return found.turns.length > 0 ? found : look(tx, batch, Prisma.empty, limit);
}

/** One statement, answered as lists of tuples: thousands of rows of a few ids cost less to read as one. */
async function look(tx: Transaction, batch: TransferBatch, after: Prisma.Sql, limit: number): Promise<Look> {
  const { organization, removalId } = batch;
  const pending = Prisma.sql`SELECT object_id AS id, kind = 'resource-owner' AS owns, successor_id AS successor, facts ->> 'resourceKind' AS kind,
        (facts ->> 'targetId')::uuid AS target, (facts -> 'archived')::boolean AS archived FROM plan_items
      WHERE organization_id = ${organization}::uuid AND removal_id = ${removalId}::uuid AND step = 'transfer' AND status = 'pending'
        AND kind IN ('resource-owner', 'resource-runs-as')`;
  const [row] = await tx.$queryRaw<Found[]>`
    WITH next AS MATERIALIZED (${pending} ${after} ORDER BY object_id FETCH FIRST ${limit} ROWS WITH TIES),
      last AS (SELECT id FROM next ORDER BY id DESC LIMIT 1),
      along AS (${pending} AND object_id = ANY(ARRAY(SELECT target FROM next WHERE target > (TABLE last)))),
      found AS (TABLE next UNION ALL TABLE along),
      t AS MATERIALIZED (SELECT id, coalesce(o.kind, r.kind) AS kind, coalesce(o.target, r.target) AS target, coalesce(o.archived, r.archived) AS archived,
          o.successor AS owner, r.successor AS runner
        FROM (SELECT * FROM found WHERE owns) o FULL JOIN (SELECT * FROM found WHERE NOT owns) r USING (id)),
      ${needed(organization)},
      pairs AS (SELECT DISTINCT n.holder, n.object FROM needed n LEFT JOIN t ON t.id = n.object WHERE n.holder IS NOT NULL AND t.owner IS DISTINCT FROM n.holder),
      alike AS (SELECT kind, owner, runner, json_agg(id) AS ids FROM t GROUP BY kind, owner, runner)
    SELECT (SELECT json_agg(json_build_array(kind, owner, runner, ids)) FROM alike) AS turns,
      (SELECT json_agg(json_build_array(n.holder, n.object, o.kind, o.owner_id))
        FROM pairs n JOIN resources o ON o.organization_id = ${organization}::uuid AND o.id = n.object) AS needs,
      (TABLE last) AS "walkedTo", (SELECT count(*) >= ${limit} FROM next) AS more`;
  const turns = (row?.turns ?? []).flatMap(([kind, ownerId, runsAsId, ids]) =>
    ids.map((resourceId): Turn => ({ resourceId, kind, ownerId, runsAsId })),
  );
  const needs = (row?.needs ?? []).map(([memberId, resourceId, kind, ownerId]) => ({
    memberId,
    resourceId,
    kind,
    ownerId,
  }));
  const receivers = await laterReceivers(tx, batch, turns, needs);
  return {
    turns,
    needs: needs.map((need) => ({ ...need, coming: receivers.get(need.resourceId) === need.memberId })),
    walkedTo: row?.walkedTo ?? null,
    more: row?.more ?? false,
  };
}

interface Found {
  turns: [kind: string, ownerId: string | null, runsAsId: string | null, resourceIds: string[]][] | null;
  needs: [memberId: string, resourceId: string, kind: string, ownerId: string | null][] | null;
  walkedTo: string | null;
  more: boolean;
}

/**
 * To whom those of the needed resources go that are not in this batch, where they are pending. By a list that was written out: without fresh statistics, and right after planning there are none,
 * PostgreSQL would read all items for each of thousands of pairs.
 */
async function laterReceivers(
  tx: Transaction,
  { organization, removalId, leaverId }: TransferBatch,
  turns: readonly Turn[],
  needs: readonly Omit<Need, 'coming'>[],
): Promise<Map<string, string | null>> {
  const here = new Set(turns.flatMap(({ resourceId, ownerId }) => (ownerId === null ? [] : [resourceId])));
  const later = needs.filter(({ resourceId, ownerId }) => ownerId === leaverId && !here.has(resourceId));
  if (later.length === 0) return new Map();
  const keys = [...new Set(later.map(({ resourceId }) => `resource-owner:${resourceId}`))];
  const rows = await tx.$queryRaw<{ resourceId: string; successorId: string | null }[]>`
    SELECT object_id AS "resourceId", successor_id AS "successorId" FROM plan_items
    WHERE organization_id = ${organization}::uuid AND removal_id = ${removalId}::uuid AND key = ANY(${keys}::text[]) AND status = 'pending'`;
  return new Map(rows.map(({ resourceId, successorId }) => [resourceId, successorId]));
}

/** From `t` (id, target, archived, owner, runner): who needs what, and for which resource. */
export function needed(organization: string): Prisma.Sql {
  return Prisma.sql`
    used AS MATERIALIZED (SELECT u.resource_id, u.connection_id FROM connection_uses u
      WHERE u.organization_id = ${organization}::uuid AND u.resource_id = ANY(ARRAY(SELECT id FROM t UNION SELECT target FROM t WHERE target IS NOT NULL))),
    uses AS (SELECT t.id, t.owner, t.runner, used.connection_id FROM t JOIN used ON used.resource_id = t.id WHERE NOT t.archived
      UNION ALL SELECT t.id, t.owner, t.runner, used.connection_id FROM t JOIN used ON used.resource_id = t.target WHERE NOT t.archived),
    needed AS (SELECT owner AS holder, connection_id AS object, id FROM uses UNION ALL SELECT runner, connection_id, id FROM uses
      UNION ALL SELECT runner, target, id FROM t WHERE target IS NOT NULL AND NOT archived)`;
}
