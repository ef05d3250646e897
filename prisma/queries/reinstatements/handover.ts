import { type Database, inOrganization } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';
import type { Handover } from '../removals/handover.ts';

type Row = Handover['items'][number] & Pick<Handover, 'kind' | 'url' | 'secretBox'> & { position: number };

/**
 * The next resources of a reinstatement that wait for a host (refused ones too), as they are here now, grouped by kind: at most `limit` of its items. `last`: the position
 * to go on after; null: there are no more.
 */
export function giveBackAtHosts(
  db: Database,
  organization: string,
  { reinstatementId, after, limit }: { reinstatementId: string; after: number; limit: number },
): Promise<{ handovers: Handover[]; last: number | null }> {
  return inOrganization(db, organization, async (tx) => {
    const rows = await tx.$queryRaw<Row[]>(Prisma.sql`
      SELECT r.id AS "resourceId", r.host_id AS "hostId", r.owner_id AS "ownerId", r.owner_team_id AS "ownerTeamId", r.runs_as_id AS "runsAsId",
        k.name AS kind, k.handover_url AS url, k.handover_secret_box AS "secretBox", w.position
      FROM (SELECT i.object_id, i.position FROM reinstatement_items i WHERE i.organization_id = ${organization}::uuid
          AND i.reinstatement_id = ${reinstatementId}::uuid AND i.status = 'awaiting_host' AND i.position > ${after}::int ORDER BY i.position LIMIT ${limit}) w
        JOIN resources r ON r.organization_id = ${organization}::uuid AND r.id = w.object_id
        JOIN resource_kinds k ON k.organization_id = r.organization_id AND k.name = r.kind AND k.handover_url IS NOT NULL
      ORDER BY w.position`);
    const byKind = new Map<string, Handover>();
    const seen = new Set<string>();
    for (const { kind, url, secretBox, position: _, ...item } of rows) {
      if (seen.has(item.resourceId)) continue; // both its owner and its runs-as came back
      seen.add(item.resourceId);
      const handover = byKind.get(kind) ?? { kind, url, secretBox, items: [] };
      handover.items.push(item);
      byKind.set(kind, handover);
    }
    return { handovers: [...byKind.values()], last: rows.at(-1)?.position ?? null };
  });
}
