import type { Policy } from '../../../../rules/organizations/policy.ts';
import type { ItemKind } from '../../../../rules/removals/items.ts';
import type { PlanFact } from '../../../../rules/removals/plan.ts';
import type { Transaction } from '../../../client.ts';
import { Prisma } from '../../../generated/client.ts';

/** What is asked: all that this member holds. */
export interface Asked {
  organization: string;
  leaverId: string;
  now: Date;
  rotate: Policy['removals']['rotate'];
}

/** `next`: the object after which the next page begins; null: there is none. */
export interface FactPage {
  facts: PlanFact[];
  next: string | null;
}

/** One kind of thing that a person can hold: where it is found, page by page, by object id. */
export interface Source {
  kind: ItemKind;
  page(tx: Transaction, asked: Asked, after: string, limit: number): Promise<FactPage>;
}

export interface Row {
  id: string;
}

/** A source that is one statement: `select` ends where the page's condition follows. Instants come as text: `instant` reads them. */
export function source<R extends Row>(
  kind: ItemKind,
  id: string,
  select: (asked: Asked) => Prisma.Sql,
  fact: (row: R, asked: Asked) => Omit<PlanFact, 'kind' | 'objectId'>,
): Source {
  return {
    kind,
    page: async (tx, asked, after, limit) => {
      const rows = await pageOf<R>(tx, select(asked), id, after, limit);
      const facts = rows.map((row): PlanFact => ({ kind, objectId: row.id, ...fact(row, asked) }));
      return { facts, next: nextOf(rows, limit) };
    },
  };
}

/** One page of rows, read as one JSON text: of thousands of rows that costs half. */
export async function pageOf<R extends Row>(
  tx: Transaction,
  select: Prisma.Sql,
  id: string,
  after: string,
  limit: number,
): Promise<R[]> {
  const column = Prisma.raw(id);
  const [page] = await tx.$queryRaw<{ rows: R[] | null }[]>(
    Prisma.sql`SELECT json_agg(x) AS rows FROM (${select} AND ${column} > ${after}::uuid ORDER BY ${column} LIMIT ${limit}) x`,
  );
  return page?.rows ?? [];
}

export const nextOf = (rows: readonly Row[], limit: number): string | null =>
  rows.length < limit ? null : (rows.at(-1)?.id ?? null);

/** As JSON has it → ISO 8601, UTC. */
export const instant = (at: string | null): string | null => (at === null ? null : new Date(at).toISOString());
