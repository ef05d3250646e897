import { Prisma } from '../generated/client.ts';

/** `WHERE …` of those conditions that are there. */
export function where(conditions: readonly (Prisma.Sql | false | undefined)[]): Prisma.Sql {
  const there = conditions.filter((condition) => condition !== undefined && condition !== false);
  return Prisma.sql`WHERE ${Prisma.join(there, ' AND ')}`;
}

/** A member of the joined table `alias`, as other objects mention them: {id, name, kind} or null. */
export function memberRef(alias: string): Prisma.Sql {
  const m = Prisma.raw(`"${alias}"`);
  return Prisma.sql`CASE WHEN ${m}.id IS NOT NULL THEN jsonb_build_object('id', ${m}.id, 'name', ${m}.name, 'kind', ${m}.kind) END`;
}

/** A team of the joined table `alias`: {id, name} or null. */
export function teamRef(alias: string): Prisma.Sql {
  const t = Prisma.raw(`"${alias}"`);
  return Prisma.sql`CASE WHEN ${t}.id IS NOT NULL THEN jsonb_build_object('id', ${t}.id, 'name', ${t}.name) END`;
}

/** Whether `text` is a part of one of the columns, whatever the case. */
export function contains(text: string, ...columns: readonly Prisma.Sql[]): Prisma.Sql {
  const tests = columns.map((column) => Prisma.sql`strpos(lower(${column}), lower(${text})) > 0`);
  return Prisma.sql`(${Prisma.join(tests, ' OR ')})`;
}
