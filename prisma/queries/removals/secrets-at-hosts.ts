import { type Database, inOrganization } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';
import type { Handover } from './handover.ts';

type Row = Handover['items'][number] & Pick<Handover, 'kind' | 'url' | 'secretBox'>;

/** The next `limit` connections whose secret this removal wants rotated and whose host can set a new one; `after`: the last connection of the batch before. */
export async function secretsAtHosts(
  db: Database,
  organization: string,
  { removalId, after, limit }: { removalId: string; after: string; limit: number },
): Promise<Handover | null> {
  const rows = await inOrganization(db, organization, (tx) =>
    tx.$queryRaw<Row[]>(Prisma.sql`
      SELECT DISTINCT r.id AS "resourceId", r.host_id AS "hostId", r.owner_id AS "ownerId", r.owner_team_id AS "ownerTeamId", r.runs_as_id AS "runsAsId",
        k.name AS kind, k.handover_url AS url, k.handover_secret_box AS "secretBox"
      FROM plan_items i JOIN resources r ON r.organization_id = i.organization_id AND r.id = (i.facts ->> 'connectionId')::uuid AND r.archived_at IS NULL
        JOIN resource_kinds k ON k.organization_id = r.organization_id AND k.name = r.kind AND k.handover_url IS NOT NULL AND k.rotates_secrets
      WHERE i.organization_id = ${organization}::uuid AND i.removal_id = ${removalId}::uuid AND i.step = 'rotate' AND i.kind = 'connection-secret'
        AND i.status = 'pending' AND r.id > ${after}::uuid
      ORDER BY 1 LIMIT ${limit}`),
  );
  const [first] = rows;
  if (first === undefined) return null;
  const { kind, url, secretBox } = first;
  return { kind, url, secretBox, items: rows.map(({ kind: _k, url: _u, secretBox: _s, ...item }) => item) };
}
