import { type Database, inOrganization, type Transaction } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';
import { where } from '../sql.ts';
import { type AuditFilter, matching } from './filter.ts';
import { auditPage, type ReadAuditEntry, readPage } from './list.ts';
import { type OpenedByCommitment, openedIn } from './personal.ts';

const PAGE = 5_000;

/** Where an export begins and where it will end, as the audit was when it was asked for. */
export interface ExportBounds {
  /** what the entries that are gone ended with; null: none is gone, or the export begins later */
  checkpoint: { sequence: bigint; hash: string; jws: string } | null;
  /** the head */
  last: bigint;
  hash: string;
}

/** A page as text: a JSON line for each entry, made by the database, and what opens the personal values that they commit to. */
export interface ExportedLines {
  entries: number;
  /** `{"sequence":…,"body":…,"hash":…}`, body exactly as hashed, hash in hex */
  lines: string;
  personal: OpenedByCommitment;
}

export interface ExportAsked {
  filter: AuditFilter;
  after: bigint;
}

export function exportBounds(db: Database, organization: string, after: bigint): Promise<ExportBounds> {
  return inOrganization(db, organization, async (tx) => {
    const hex = (hash: Uint8Array | undefined) => Buffer.from(hash ?? []).toString('hex');
    const head = await tx.auditHead.findUnique({
      where: { organizationId: organization },
      select: { sequence: true, hash: true },
    });
    const checkpoint = await tx.auditCheckpoint.findFirst({
      where: { organizationId: organization },
      orderBy: { sequence: 'desc' },
    });
    const begins = checkpoint !== null && after < checkpoint.sequence;
    return {
      checkpoint: begins ? { sequence: checkpoint.sequence, hash: hex(checkpoint.hash), jws: checkpoint.jws } : null,
      last: head?.sequence ?? 0n,
      hash: hex(head?.hash),
    };
  });
}

/**
 * What matches, in order, page by page as text: whoever reads slowly holds neither a transaction nor more memory than two pages. Entries never change, so pages
 * that are read at different times fit together.
 */
export function exportLines(
  db: Database,
  organization: string,
  asked: ExportAsked & { last: bigint },
): AsyncGenerator<ExportedLines> {
  return pages(asked, (from) =>
    inOrganization(db, organization, async (tx) => {
      const page = await linesOf(tx, organization, { ...asked, after: from });
      if (page.sequence === null) return { value: { entries: 0, lines: '', personal: new Map() }, next: null };
      const commitments = [...page.lines.matchAll(COMMITMENT)].map(([, hex = '']) => hex);
      const personal = await openedIn(db, tx, organization, commitments);
      return { value: { entries: page.entries, lines: page.lines, personal }, next: next(page.entries, page.sequence) };
    }),
  );
}

/** The same page by page as entries, for formats that are made of their parts. */
export function exportEntries(
  db: Database,
  organization: string,
  asked: ExportAsked & { last: bigint },
): AsyncGenerator<ReadAuditEntry[]> {
  return pages(asked, (from) =>
    inOrganization(db, organization, async (tx) => {
      const sql = auditPage(organization, asked.filter, { after: from, last: asked.last, limit: PAGE });
      const value = await readPage(db, tx, organization, sql);
      return { value, next: next(value.length, value.at(-1)?.sequence ?? null) };
    }),
  );
}

/** As it stands in a JSON string. What only looks like one opens nothing. */
const COMMITMENT = /\\"commitment\\":\\"([0-9a-f]{64})\\"/g;

const next = (entries: number, sequence: bigint | null): bigint | null => (entries < PAGE ? null : sequence);

interface Page<T> {
  value: T;
  /** after which the next begins; null: this was the last */
  next: bigint | null;
}

/** The next page is read while this one is sent. */
async function* pages<T>({ after }: ExportAsked, read: (from: bigint) => Promise<Page<T>>): AsyncGenerator<T> {
  let coming: Promise<Page<T>> | undefined = read(after);
  while (coming !== undefined) {
    const page: Page<T> = await coming;
    coming = page.next === null ? undefined : read(page.next);
    coming?.catch(() => undefined); // whoever asks for it hears of it
    yield page.value;
  }
}

async function linesOf(
  tx: Transaction,
  organization: string,
  { filter, after, last }: ExportAsked & { last: bigint },
): Promise<{ entries: number; sequence: bigint | null; lines: string }> {
  const conditions = where([
    ...matching(organization, filter),
    Prisma.sql`a.sequence > ${after}::bigint`,
    Prisma.sql`a.sequence <= ${last}::bigint`,
  ]);
  const [page] = await tx.$queryRaw<{ entries: number; sequence: bigint | null; lines: string | null }[]>`
    SELECT count(*)::int AS entries, max(sequence) AS sequence, string_agg(line, '' ORDER BY sequence) AS lines
    FROM (SELECT a.sequence, '{"sequence":' || a.sequence || ',"body":' || to_json(a.body) || ',"hash":"' || encode(a.hash, 'hex') || E'"}\n' AS line
      FROM audit_entries a ${conditions} ORDER BY a.sequence LIMIT ${PAGE}) p`;
  return { entries: page?.entries ?? 0, sequence: page?.sequence ?? null, lines: page?.lines ?? '' };
}
