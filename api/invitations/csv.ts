import { CsvError, parse } from 'csv-parse/sync';
import { z } from 'zod';
import { Failure } from '../../rules/failures.ts';
import { Email, Instant, Line, OrgRole, Relationship, Text } from '../schemas.ts';

/** So many people in one file. */
export const MOST_LINES = 500;

const day = /^\d{4}-\d\d-\d\d$/;
const names = z
  .string()
  .transform((text) => text.split(';').map((name) => name.trim()))
  .pipe(z.array(Line(100)).max(50));
/** One line, by the names of its columns. Teams are separated by semicolons; a date without a time is the end of that day in UTC. */
const Columns = z.object({
  email: Email,
  name: Line(200).optional(),
  role: OrgRole.optional(),
  custom_role: Line(100).optional(),
  relationship: Relationship.default('employee'),
  teams: names.default([]),
  sponsor: Email.optional(),
  reason: Text(2000).optional(),
  ends_at: z
    .preprocess((text) => (typeof text === 'string' && day.test(text) ? `${text}T23:59:59Z` : text), Instant)
    .optional(),
});
const columns = Object.keys(Columns.shape);

export type CsvLine = z.output<typeof Columns>;

interface Wrong {
  /** the column */
  field: string;
  /** what would be right */
  expected: string;
}
export interface ReadLine {
  /** in the file; the first one has the names of the columns */
  line: number;
  /** as it is written there */
  email: string;
  read: { ok: true; values: CsvLine } | { ok: false; wrong: Wrong };
}

/**
 * The lines of a CSV file (RFC 4180; commas, semicolons or tabs) whose first line names the columns, in any order.
 * @throws Failure invalid-request for a file that can't be read so, or has too many lines
 */
export function linesOf(csv: string): ReadLine[] {
  const [head, ...rows] = rowsOf(csv);
  const header = (head?.fields ?? []).map((name) => name.toLowerCase().replaceAll(/[\s-]+/g, '_'));
  const unknown = header.find((name) => !columns.includes(name));
  if (!header.includes('email') || unknown !== undefined || new Set(header).size < header.length)
    throw unreadable(`a first line that names columns, each once, and email among them: ${columns.join(', ')}`);
  if (rows.length === 0 || rows.length > MOST_LINES) throw unreadable(`1 to ${MOST_LINES} lines below the first`);
  return rows.map(({ line, fields }) => ({
    line,
    email: fields[header.indexOf('email')] ?? '',
    read: readLine(header, fields),
  }));
}

function rowsOf(csv: string): { line: number; fields: string[] }[] {
  const options = { bom: true, delimiter: [',', ';', '\t'], info: true, relax_column_count: true, trim: true };
  try {
    const rows = parse(csv, { ...options, skip_empty_lines: true }) as unknown as {
      info: { lines: number };
      record: string[];
    }[];
    return rows.map(({ info, record }) => ({ line: info.lines, fields: record }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw unreadable(`CSV that can be read; line ${Number(error['lines'] ?? 1)} can’t`);
  }
}

function readLine(header: readonly string[], fields: readonly string[]): ReadLine['read'] {
  if (fields.length > header.length)
    return { ok: false, wrong: { field: header.at(-1) ?? 'email', expected: tooMany } };
  const given = header.map((name, index) => [name, fields[index] ?? ''] as const).filter(([, text]) => text !== '');
  const { success, data, error } = Columns.safeParse(Object.fromEntries(given));
  if (success) return { ok: true, values: data };
  const [issue] = error.issues;
  return { ok: false, wrong: { field: String(issue?.path[0] ?? 'email'), expected: issue?.message ?? '' } };
}

const tooMany = 'no more fields than the first line has: quote one that contains a separator';

function unreadable(expected: string): Failure {
  return new Failure('invalid-request', { field: 'csv', expected });
}
