import { type Database, inDirectory, inOrganization } from '../../client.ts';

/** Ids of the organizations whose policy has a retention, in order, after one: all that can be known of more than one organization at once. */
export async function organizationsWithRetention(
  db: Database,
  { after, limit }: { after?: string; limit: number },
): Promise<string[]> {
  const rows = await inDirectory(
    db,
    (tx) =>
      tx.$queryRaw<
        { id: string }[]
      >`SELECT id FROM organizations_with_retention(${after ?? null}::uuid, ${limit}::int) AS o(id)`,
  );
  return rows.map(({ id }) => id);
}

export interface AuditCheckpointRow {
  sequence: bigint;
  hash: Uint8Array;
  cutoff: Date;
  at: Date;
  jws: string;
}

/** The newest first. */
export function listAuditCheckpoints(
  db: Database,
  organization: string,
  { before, limit }: { before?: bigint | undefined; limit: number },
): Promise<AuditCheckpointRow[]> {
  return inOrganization(db, organization, (tx) =>
    tx.auditCheckpoint.findMany({
      where: { organizationId: organization, ...(before === undefined ? {} : { sequence: { lt: before } }) },
      orderBy: { sequence: 'desc' },
      take: limit,
    }),
  );
}
