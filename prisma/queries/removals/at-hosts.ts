import { Prisma } from '../../generated/client.ts';
import { type Database, inOrganization } from '../../client.ts';
import type { Handover } from './handover.ts';

interface Row {
  kind: string;
  url: string;
  secretBox: Uint8Array | null;
  resourceId: string;
  hostId: string;
  ownerId: string | null;
  ownerTeamId: string | null;
  runsAsId: string | null;
}

/** What this removal transferred and a host keeps, as it is here today: the next `limit` resources, grouped by kind, for asking the hosts whether it is so there. */
export async function transferredAtHosts(
  db: Database,
  organization: string,
  { removalId, after, limit }: { removalId: string; after?: string; limit: number },
): Promise<Handover[]> {
  const rows = await inOrganization(db, organization, (tx) =>
    tx.$queryRaw<Row[]>(Prisma.sql`
      SELECT k.name AS kind, k.handover_url AS url, k.handover_secret_box AS "secretBox", r.id AS "resourceId", r.host_id AS "hostId",
        r.owner_id AS "ownerId", r.owner_team_id AS "ownerTeamId", r.runs_as_id AS "runsAsId"
      FROM resources r JOIN resource_kinds k ON k.organization_id = r.organization_id AND k.name = r.kind
      WHERE r.organization_id = ${organization}::uuid AND k.handover_url IS NOT NULL
        AND r.id > ${after ?? '00000000-0000-0000-0000-000000000000'}::uuid
        AND EXISTS (SELECT FROM plan_items i WHERE i.organization_id = r.organization_id AND i.removal_id = ${removalId}::uuid
          AND i.key IN ('resource-owner:' || r.id, 'resource-runs-as:' || r.id) AND i.status IN ('done', 'awaiting_host', 'not_proven'))
      ORDER BY r.id LIMIT ${limit}`),
  );
  const byKind = new Map<string, Handover>();
  for (const { kind, url, secretBox, ...item } of rows) {
    const handover = byKind.get(kind) ?? { kind, url, secretBox, items: [] };
    byKind.set(kind, { ...handover, items: [...handover.items, item] });
  }
  return [...byKind.values()];
}
