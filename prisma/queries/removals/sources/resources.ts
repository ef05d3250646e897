import { Prisma } from '../../../generated/client.ts';
import { instant, type Row, type Source, source } from './source.ts';

interface ResourceRow extends Row {
  kind: string;
  team_id: string | null;
  target_id: string | null;
  archived: boolean;
  every_seconds: number | null;
  next_run_at: Date | null;
  uses: number;
  used_by: number;
  schedules: number;
}

export const resources = (kind: 'resource-owner' | 'resource-runs-as', column: string): Source =>
  source<ResourceRow>(
    kind,
    'r.id',
    ({ organization, leaverId }) => Prisma.sql`
      SELECT r.id, r.kind, r.team_id, r.target_id, r.archived_at IS NOT NULL AS archived, r.every_seconds, r.next_run_at,
        (SELECT count(*)::int FROM connection_uses u WHERE u.organization_id = r.organization_id AND u.resource_id = r.id) AS uses,
        (SELECT count(*)::int FROM connection_uses u WHERE u.organization_id = r.organization_id AND u.connection_id = r.id) AS used_by,
        (SELECT count(*)::int FROM resources s WHERE s.organization_id = r.organization_id AND s.target_id = r.id AND s.archived_at IS NULL
          AND s.every_seconds IS NOT NULL) AS schedules
      FROM resources r WHERE r.organization_id = ${organization}::uuid AND r.${Prisma.raw(column)} = ${leaverId}::uuid`,
    (row) => ({
      facts: {
        resourceKind: row.kind,
        teamId: row.team_id,
        targetId: row.target_id,
        archived: row.archived,
        everySeconds: row.every_seconds,
        nextRunAt: instant(row.next_run_at),
        schedules: row.schedules,
        uses: row.uses,
        usedBy: row.used_by,
      },
      resourceId: row.id,
      resourceKind: row.kind,
      belongsWith: row.target_id,
      teamId: row.team_id,
    }),
  );
