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

/** A source that is one statement: `select` ends where the page's condition follows. */
export function source<R extends Row>(
  kind: ItemKind,
  id: string,
  select: (asked: Asked) => Prisma.Sql,
  fact: (row: R, asked: Asked) => Omit<PlanFact, 'kind' | 'objectId'>,
): Source {
  const column = Prisma.raw(id);
  return {
    kind,
    page: async (tx, asked, after, limit) => {
      const rows = await tx.$queryRaw<R[]>(
        Prisma.sql`${select(asked)} AND ${column} > ${after}::uuid ORDER BY ${column} LIMIT ${limit}`,
      );
      const facts = rows.map((row) => ({ kind, objectId: row.id, ...fact(row, asked) }));
      return { facts, next: rows.length < limit ? null : (rows.at(-1)?.id ?? null) };
    },
  };
}

export const instant = (at: Date | null): string | null => at?.toISOString() ?? null;
