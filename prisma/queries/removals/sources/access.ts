import { Prisma } from '../../../generated/client.ts';
import { instant, type Row, source } from './source.ts';

export const bookmarks = source(
  'bookmark',
  'b.resource_id',
  ({ organization, leaverId }) => Prisma.sql`
    SELECT b.resource_id AS id FROM bookmarks b WHERE b.organization_id = ${organization}::uuid AND b.member_id = ${leaverId}::uuid`,
  () => ({ facts: {} }),
);

export const sessions = source<Row & { how: string; at: string }>(
  'session',
  's.session_id',
  ({ organization, leaverId }) => Prisma.sql`
    SELECT s.session_id AS id, s.how, s.at FROM session_organizations s
    WHERE s.organization_id = ${organization}::uuid AND s.member_id = ${leaverId}::uuid AND s.revoked_at IS NULL`,
  ({ how, at }) => ({ facts: { how, since: instant(at) } }),
);

export const shares = source<Row & { level: string; resource_id: string }>(
  'share',
  's.id',
  ({ organization, leaverId }) => Prisma.sql`
    SELECT s.id, s.level::text, s.resource_id FROM shares s WHERE s.organization_id = ${organization}::uuid AND s.member_id = ${leaverId}::uuid`,
  ({ level, resource_id }) => ({ facts: { level, resourceId: resource_id } }),
);

export const teams = source<Row & { role: string }>(
  'team-membership',
  't.team_id',
  ({ organization, leaverId }) => Prisma.sql`
    SELECT t.team_id AS id, t.role::text FROM team_members t WHERE t.organization_id = ${organization}::uuid AND t.member_id = ${leaverId}::uuid`,
  ({ role }) => ({ facts: { role } }),
);
