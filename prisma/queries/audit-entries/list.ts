import { type Database, inOrganization, type Transaction } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';
import { where } from '../sql.ts';
import { type AuditFilter, IN_ORDER, matching } from './filter.ts';
import { type PersonalRead, referencesIn, valuesIn } from './personal.ts';

export interface AuditEntryRow {
  sequence: bigint;
  /** canonical JSON, exactly as hashed: who, what, on what, before and after, why, when */
  body: string;
  hash: Uint8Array;
}
export interface ReadAuditEntry extends AuditEntryRow {
  /** what the body only commits to */
  personal: PersonalRead[];
  /** the actor's name now; null for the set-up and for workflows in their own right */
  actorName: string | null;
}

/** Entries that match, in order or newest first, after a sequence; with personal values, unless they were erased. */
export function listAuditEntries(
  db: Database,
  organization: string,
  filter: AuditFilter,
  page: { newestFirst?: boolean; after?: bigint | undefined; limit: number },
): Promise<ReadAuditEntry[]> {
  return inOrganization(db, organization, (tx) =>
    readPage(db, tx, organization, auditPage(organization, filter, page)),
  );
}

export async function readPage(
  db: Database,
  tx: Transaction,
  organization: string,
  page: Prisma.Sql,
): Promise<ReadAuditEntry[]> {
  await tx.$executeRawUnsafe(IN_ORDER);
  const rows = await tx.$queryRaw<(AuditEntryRow & { actorName: string | null })[]>(page);
  const references = rows.map(({ body }) => referencesIn(body));
  const read = await valuesIn(db, tx, organization, references.flat());
  return rows.map((row, i) => ({ ...row, personal: (references[i] ?? []).flatMap((reference) => read(reference)) }));
}

/** The statement of one page. */
export function auditPage(
  organization: string,
  filter: AuditFilter,
  {
    newestFirst = false,
    after,
    last,
    limit,
  }: { newestFirst?: boolean; after?: bigint | undefined; last?: bigint; limit: number },
): Prisma.Sql {
  const [beyond, order] = newestFirst ? ['<', 'DESC'] : ['>', 'ASC'];
  const conditions = where([
    ...matching(organization, filter),
    after !== undefined && Prisma.sql`a.sequence ${Prisma.raw(beyond)} ${after}::bigint`,
    last !== undefined && Prisma.sql`a.sequence <= ${last}::bigint`,
  ]);
  return Prisma.sql`
    SELECT p.sequence, p.body, p.hash, m.name AS "actorName"
    FROM (SELECT a.organization_id, a.sequence, a.body, a.hash, a.actor_id FROM audit_entries a
      ${conditions} ORDER BY a.sequence ${Prisma.raw(order)} LIMIT ${limit}) p
    LEFT JOIN members m ON m.organization_id = p.organization_id AND m.id = p.actor_id
    ORDER BY p.sequence ${Prisma.raw(order)}`;
}
