import type { z } from 'zod';
import { readCursor, writeCursor } from './cursors.ts';

interface Listing<S extends z.ZodType, Row> {
  /** names the list and its filters: a cursor belongs to it */
  list: string;
  query: { limit: number; cursor?: string | undefined };
  /** where a row stands, as the query takes it to go on after it */
  position: S;
  after: (row: Row) => z.input<S>;
  /** asks for one row more than the page has */
  read: (limit: number, after: z.output<S> | undefined) => Promise<readonly Row[]>;
}

/** One page of a list and the cursor to go on from. @throws Failure stale-cursor */
export async function pageOf<S extends z.ZodType, Row>({
  list,
  query,
  position,
  after,
  read,
}: Listing<S, Row>): Promise<{ rows: readonly Row[]; nextCursor: string | null }> {
  const from = query.cursor === undefined ? undefined : readCursor(list, query.cursor, position);
  const found = await read(query.limit + 1, from);
  const rows = found.slice(0, query.limit);
  const last = rows.at(-1);
  const more = found.length > query.limit && last !== undefined;
  return { rows, nextCursor: more ? writeCursor(list, after(last)) : null };
}

/** The name of a list with its filters, for its cursors. */
export function listName(name: string, query: object): string {
  const filters = Object.entries(query).filter(([key]) => key !== 'limit' && key !== 'cursor');
  return `${name} ${JSON.stringify(filters)}`;
}
