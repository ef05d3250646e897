import type { PlanFact } from '../../../../rules/removals/plan.ts';
import { Prisma } from '../../../generated/client.ts';
import { type Asked, instant, type Source } from './source.ts';

type Column = 'owner_id' | 'runs_as_id';

type Tuple = [
  ...[id: string, kind: string, team: string | null, target: string | null, archived: boolean],
  ...[everySeconds: number | null, nextRunAt: string | null],
  ...[uses: number, usedBy: number | null, schedules: number],
];

/**
 * What they own, or what runs as them, and how many use it; a page is one JSON text: there may be a hundred thousand. Each is counted by its own look into an
 * index: counted as a set and joined, a page of what was just imported, of which PostgreSQL has no statistics yet, took ten seconds instead of 0.04.
 */
export const resources = (kind: 'resource-owner' | 'resource-runs-as', column: Column): Source => ({
  kind,
  select: (asked, after, limit) => pageOf(asked, column, after, limit),
  read: (found, _, limit) => {
    const rows = (found ?? []) as Tuple[];
    const facts = rows.map((row) => factOf(kind, row));
    return { facts, next: rows.length < limit ? null : (rows.at(-1)?.[0] ?? null) };
  },
});

function pageOf({ organization, leaverId }: Asked, column: Column, after: string, limit: number): Prisma.Sql {
  const own = Prisma.sql`organization_id = ${organization}::uuid`;
  return Prisma.sql`
    WITH page AS MATERIALIZED (
      SELECT id, kind, team_id, target_id, archived_at IS NOT NULL AS archived, every_seconds, next_run_at FROM resources
      WHERE ${own} AND ${Prisma.raw(column)} = ${leaverId}::uuid AND id > ${after}::uuid ORDER BY id LIMIT ${limit}
    )
    SELECT json_agg(json_build_array(p.id, p.kind, p.team_id, p.target_id, p.archived, p.every_seconds, p.next_run_at,
      (SELECT count(*) FROM connection_uses WHERE ${own} AND resource_id = p.id),
      CASE WHEN p.kind = 'connection' THEN (SELECT count(*) FROM connection_uses WHERE ${own} AND connection_id = p.id) END,
      (SELECT count(*) FROM resources WHERE ${own} AND target_id = p.id AND archived_at IS NULL AND every_seconds IS NOT NULL)) ORDER BY p.id) AS rows
    FROM page p`;
}

function factOf(kind: 'resource-owner' | 'resource-runs-as', row: Tuple): PlanFact {
  const [id, resourceKind, teamId, targetId, archived, everySeconds, nextRunAt, uses, usedBy, schedules] = row;
  return {
    kind,
    objectId: id,
    facts: {
      resourceKind,
      teamId,
      targetId,
      archived,
      everySeconds,
      nextRunAt: instant(nextRunAt),
      schedules,
      uses,
      usedBy: usedBy ?? 0,
    },
    resourceId: id,
    resourceKind,
    belongsWith: targetId,
    teamId,
  };
}
