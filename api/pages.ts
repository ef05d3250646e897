import type { z } from 'zod';
import { readPosition, writePosition } from './cursors.ts';

interface Listing<S extends z.ZodType, Row> {
  query: { limit: number; cursor?: string | undefined };
  /** where a row stands, as the query takes it to go on after it */
  position: S;
  after: (row: Row) => z.input<S>;
  /** asks for one row more than the page has */
  read: (limit: number, after: z.output<S> | undefined) => Promise<readonly Row[]>;
}

/** One page of a list and the cursor to go on from. @throws Failure stale-cursor */
export async function pageOf<S extends z.ZodType, Row>({
  query,
  position,
  after,
  read,
}: Listing<S, Row>): Promise<{ rows: readonly Row[]; nextCursor: string | null }> {
  const from = query.cursor === undefined ? undefined : readPosition(query.cursor, position);
  const found = await read(query.limit + 1, from);
  const rows = found.slice(0, query.limit);
  const last = rows.at(-1);
  const more = found.length > query.limit && last !== undefined;
  return { rows, nextCursor: more ? writePosition(after(last)) : null };
}
