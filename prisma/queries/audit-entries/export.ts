import { type Database, inOrganization } from '../../client.ts';

const PAGE = 1000;

export interface ExportedEntry {
  sequence: bigint;
  /** canonical JSON, exactly as hashed */
  body: string;
  /** hex */
  hash: string;
}

/**
 * The chain after a sequence, as long as it was when the export began, page by page: whoever reads slowly holds neither a transaction nor memory.
 * Entries never change, so pages that are read at different times fit together.
 */
export async function* exportAuditEntries(
  db: Database,
  organization: string,
  { after }: { after: bigint },
): AsyncGenerator<ExportedEntry[], void, undefined> {
  const head = await inOrganization(db, organization, (tx) =>
    tx.auditHead.findUnique({ where: { organizationId: organization }, select: { sequence: true } }),
  );
  const last = head?.sequence ?? 0n;
  for (let from = after; from < last; ) {
    const page = await read(db, organization, from, last);
    if (page.length === 0) return;
    yield page;
    from = page.at(-1)?.sequence ?? last;
  }
}

function read(db: Database, organization: string, from: bigint, last: bigint): Promise<ExportedEntry[]> {
  return inOrganization(
    db,
    organization,
    (tx) => tx.$queryRaw<ExportedEntry[]>`
      SELECT sequence, body, encode(hash, 'hex') AS hash FROM audit_entries
      WHERE organization_id = ${organization}::uuid AND sequence > ${from} AND sequence <= ${last} ORDER BY sequence LIMIT ${PAGE}`,
  );
}
