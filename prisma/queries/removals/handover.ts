import { type Database, inOrganization } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';

/** What one host has to be told: all of one kind. Owner: exactly one of member and team. */
export interface Handover {
  kind: string;
  url: string;
  /** encrypted Standard Webhooks secret of the kind */
  secretBox: Uint8Array | null;
  items: {
    resourceId: string;
    hostId: string;
    ownerId: string | null;
    ownerTeamId: string | null;
    runsAsId: string | null;
    /** the consent that a connection is to be tested with, or to switch to */
    grant?: GrantForHost;
  }[];
}

/** A consent as its host gets it: it refreshes with the OAuth client that it has. */
export interface GrantForHost {
  id: string;
  /** refresh token, else access token */
  token: string;
  tokenType: 'refresh' | 'access';
  scopes: string[];
}

/** The next `limit` resources that wait for a host (refused ones too), grouped by kind; `after`: the last resource id of the batch before. One resource is there once, also when both its owner and its runs-as changed. */
export function handoverBatch(
  db: Database,
  organization: string,
  input: { removalId: string; after?: string; limit: number },
): Promise<Handover[]> {
  const after = input.after ?? '00000000-0000-0000-0000-000000000000';
  return inOrganization(db, organization, async (tx) => {
    const rows = await tx.$queryRaw<Row[]>(Prisma.sql`
      SELECT r.id AS "resourceId", r.host_id AS "hostId", r.owner_id AS "ownerId", r.owner_team_id AS "ownerTeamId", r.runs_as_id AS "runsAsId",
        k.name AS kind, k.handover_url AS url, k.handover_secret_box AS "secretBox"
      FROM (SELECT DISTINCT i.object_id FROM plan_items i WHERE i.organization_id = ${organization}::uuid AND i.removal_id = ${input.removalId}::uuid
          AND i.step = 'transfer' AND i.status = 'awaiting_host' AND i.object_id > ${after}::uuid ORDER BY 1 LIMIT ${input.limit}) w
        JOIN resources r ON r.organization_id = ${organization}::uuid AND r.id = w.object_id
        JOIN resource_kinds k ON k.organization_id = r.organization_id AND k.name = r.kind AND k.handover_url IS NOT NULL
      ORDER BY r.id`);
    const byKind = new Map<string, Handover>();
    for (const { kind, url, secretBox, ...item } of rows) {
      const handover = byKind.get(kind) ?? { kind, url, secretBox, items: [] };
      handover.items.push(item);
      byKind.set(kind, handover);
    }
    return [...byKind.values()];
  });
}

type Row = Handover['items'][number] & Pick<Handover, 'kind' | 'url' | 'secretBox'>;
