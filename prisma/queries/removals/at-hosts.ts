import { Prisma } from '../../generated/client.ts';
import { type Database, inOrganization } from '../../client.ts';
import type { Handover } from './handover.ts';

interface Row extends Pick<Handover, 'url' | 'secretBox'> {
  /** null: a resource that no host keeps */
  kind: string | null;
  resourceId: string;
  hostId: string;
  ownerId: string | null;
  ownerTeamId: string | null;
  runsAsId: string | null;
}

/**
 * What this removal transferred and a host keeps, as it is here today, grouped by kind: for asking the hosts whether it is so there. One page of at most `limit` transferred
 * resources; `last`: of this page, to go on after; null: there are no more.
 */
export async function transferredAtHosts(
  db: Database,
  organization: string,
  { removalId, after, limit }: { removalId: string; after?: string; limit: number },
): Promise<{ handovers: Handover[]; last: string | null }> {
  const from = after ?? '00000000-0000-0000-0000-000000000000';
  const rows = await inOrganization(db, organization, (tx) =>
    tx.$queryRaw<Row[]>(Prisma.sql`
      SELECT k.name AS kind, k.handover_url AS url, k.handover_secret_box AS "secretBox", r.id AS "resourceId", r.host_id AS "hostId",
        r.owner_id AS "ownerId", r.owner_team_id AS "ownerTeamId", r.runs_as_id AS "runsAsId"
      FROM (SELECT DISTINCT i.object_id FROM plan_items i WHERE i.organization_id = ${organization}::uuid AND i.removal_id = ${removalId}::uuid
          AND i.step = 'transfer' AND i.kind IN ('resource-owner', 'resource-runs-as') AND i.status IN ('done', 'awaiting_host', 'not_proven')
          AND i.object_id > ${from}::uuid ORDER BY 1 LIMIT ${limit}) t
        JOIN resources r ON r.organization_id = ${organization}::uuid AND r.id = t.object_id
        LEFT JOIN resource_kinds k ON k.organization_id = r.organization_id AND k.name = r.kind AND k.handover_url IS NOT NULL
      ORDER BY r.id`),
  );
  const byKind = new Map<string, Handover>();
  for (const { kind, url, secretBox, ...item } of rows) {
    if (kind === null) continue;
    const handover = byKind.get(kind) ?? { kind, url, secretBox, items: [] };
    handover.items.push(item);
    byKind.set(kind, handover);
  }
  return { handovers: [...byKind.values()], last: rows.length < limit ? null : (rows.at(-1)?.resourceId ?? null) };
}
