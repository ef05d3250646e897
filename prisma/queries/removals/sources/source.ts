import type { Policy } from '../../../../rules/organizations/policy.ts';
import type { ItemKind } from '../../../../rules/removals/items.ts';
import type { PlanFact } from '../../../../rules/removals/plan.ts';
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
  /** Answers one page in one row, as one JSON array: of thousands of rows that costs half. May be asked within another statement. */
  select(asked: Asked, after: string, limit: number): Prisma.Sql;
  /** What `select` answered; null: nothing was found. */
  read(rows: unknown[] | null, asked: Asked, limit: number): FactPage;
}

export interface Row {
  id: string;
}

/** A source of one fact for each row; null: none. `select` ends where the page's condition follows. Instants come as text: `instant` reads them. */
export function source<R extends Row>(
  kind: ItemKind,
  id: string,
  select: (asked: Asked) => Prisma.Sql,
  fact: (row: R, asked: Asked) => Omit<PlanFact, 'kind' | 'objectId'> | null,
): Source {
  const column = Prisma.raw(id);
  return {
    kind,
    select: (asked, after, limit) =>
      Prisma.sql`SELECT json_agg(x) AS rows FROM (${select(asked)} AND ${column} > ${after}::uuid ORDER BY ${column} LIMIT ${limit}) x`,
    read: (found, asked, limit) => {
      const rows = (found ?? []) as R[];
      const facts = rows.flatMap((row): PlanFact[] => {
        const known = fact(row, asked);
        return known === null ? [] : [{ kind, objectId: row.id, ...known }];
      });
      return { facts, next: rows.length < limit ? null : (rows.at(-1)?.id ?? null) };
    },
  };
}

/** As JSON has it → ISO 8601, UTC. */
export const instant = (at: string | null): string | null => (at === null ? null : new Date(at).toISOString());
