import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { type Database, inOrganization } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';
import { where } from '../sql.ts';
import { type AuditFilter, IN_ORDER, matching } from './filter.ts';
import { auditPage, type ReadAuditEntry, readPage } from './list.ts';
import { type OpenedByCommitment, openedIn } from './personal.ts';

const WINDOW = 20_000; // lines: some 10 MB
const PAGE = 2_000; // entries that are taken apart
const HASH = 64; // hex digits

/** Where an export begins and where it will end, as the audit was when it was asked for. */
export interface ExportBounds {
  /** what the entries that are gone ended with; null: none is gone, or the export begins later */
  checkpoint: { sequence: bigint; hash: string; jws: string } | null;
  /** the head */
  last: bigint;
  hash: string;
}

/** A window as text: a JSON line for each entry, and what opens the personal values that they commit to. */
export interface ExportedLines {
  entries: number;
  /** `{"sequence":…,"hash":"…","body":…}`, body exactly as hashed, hash in hex */
  lines: Buffer;
  personal: OpenedByCommitment;
}

export interface ExportAsked {
  filter: AuditFilter;
  after: bigint;
}

type Asked = ExportAsked & { last: bigint };

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
export function exportLines(db: Database, organization: string, asked: Asked): AsyncGenerator<ExportedLines> {
  return pages(asked, async (from) => {
    const { lines, entries } = await copied(db, organization, { ...asked, after: from });
    const commitments = commitmentsIn(lines);
    const open = () => inOrganization(db, organization, (tx) => openedIn(db, tx, organization, commitments));
    const lastLine = lines.toString('utf8', lines.lastIndexOf(10, -2) + 1);
    return {
      value: async () => ({ entries, lines, personal: await open() }),
      next: entries < WINDOW ? null : sequenceOf(lastLine),
    };
  });
}

/** The same page by page as entries, for formats that are made of their parts. */
export function exportEntries(db: Database, organization: string, asked: Asked): AsyncGenerator<ReadAuditEntry[]> {
  return pages(asked, (from) =>
    inOrganization(db, organization, async (tx) => {
      const sql = auditPage(organization, asked.filter, { after: from, last: asked.last, limit: PAGE });
      const value = await readPage(db, tx, organization, sql);
      return { value: async () => value, next: value.length < PAGE ? null : (value.at(-1)?.sequence ?? null) };
    }),
  );
}

const OPENING = '{"commitment":"';
const BRACE = OPENING.charCodeAt(0);
const LETTER_C = OPENING.charCodeAt(2);

interface Page<T> {
  /** made while the next is read */
  value: () => Promise<T>;
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
    yield await page.value();
  }
}

/**
 * One window as COPY gives it: a bounded part, so that whoever reads slowly holds no transaction. A body is canonical JSON, which has no control characters: with such for delimiter and
 * quote COPY changes nothing in it, and neither do we.
 */
async function copied(
  db: Database,
  organization: string,
  { filter, after, last }: Asked,
): Promise<{ lines: Buffer; entries: number }> {
  const conditions = where([
    ...matching(organization, filter),
    Prisma.sql`a.sequence > ${after}::bigint`,
    Prisma.sql`a.sequence <= ${last}::bigint`,
  ]);
  const rows = inlined(Prisma.sql`
    SELECT '{"sequence":' || a.sequence || ',"hash":"' || encode(a.hash, 'hex') || '","body":' || a.body || '}' FROM audit_entries a
    ${conditions} ORDER BY a.sequence LIMIT ${WINDOW}`);
  const client = await db.copying.connect();
  let broken: Error | undefined;
  try {
    await client.query(`BEGIN READ ONLY; SET LOCAL app.organization = '${organization}'; ${IN_ORDER}`);
    const parts: Buffer[] = [];
    const copy = client.query(
      copyTo(`COPY (${rows}) TO STDOUT (FORMAT csv, DELIMITER E'\\x01', QUOTE E'\\x02', ESCAPE E'\\x02')`),
    );
    for await (const part of copy) parts.push(part as Buffer);
    await client.query('ROLLBACK');
    return { lines: Buffer.concat(parts), entries: copy.rowCount };
  } catch (error) {
    broken = error as Error;
    throw error;
  } finally {
    client.release(broken); // what broke in the middle of a COPY is of no use any more
  }
}

/** COPY takes no parameters: they become literals. All are ids, words, instants and numbers that were checked before. */
function inlined({ strings, values }: Prisma.Sql): string {
  const literal = (value: unknown) => {
    if (typeof value === 'bigint' || typeof value === 'number') return value.toString();
    return pg.escapeLiteral(value instanceof Date ? value.toISOString() : (value as string));
  };
  return strings.map((text, i) => (i === 0 ? text : literal(values[i - 1]) + text)).join('');
}

/**
 * What the bodies commit to: a commitment is the first of its object, whose keys are in order. Looked for by its brace, as one byte is found many times faster than a text.
 * What only looks like it, in someone's words, opens nothing.
 */
function commitmentsIn(lines: Buffer): string[] {
  const found = new Set<string>();
  let before = ''; // neighbours often have the same
  for (let at = lines.indexOf(BRACE); at >= 0; at = lines.indexOf(BRACE, at + 1)) {
    if (lines[at + 2] !== LETTER_C) continue;
    const text = lines.toString('latin1', at, at + OPENING.length + HASH);
    if (text === before || !text.startsWith(OPENING)) continue;
    before = text;
    const hex = text.slice(OPENING.length);
    if (/^[0-9a-f]{64}$/.test(hex)) found.add(hex);
  }
  return [...found];
}

/** The sequence that a line begins with. */
const sequenceOf = (line: string): bigint => BigInt(/^\{"sequence":(\d+),/.exec(line)?.[1] ?? 0);
