import { Prisma } from '../../generated/client.ts';
import { type Database, inOrganization } from '../../client.ts';
import { visible } from '../resources/visible.ts';

export interface BookmarkRow {
  resource: { id: string; name: string; kind: string };
  createdAt: Date;
}

/**
 * A member's own, by name of the resource; of what they may no longer see, nothing. It shows again when they may.
 * @param visibleTo whose access counts; without, as for an admin, all is seen
 */
export function listBookmarks(
  db: Database,
  organization: string,
  { memberId, visibleTo }: { memberId: string; visibleTo: string | undefined },
): Promise<BookmarkRow[]> {
  const seen = visibleTo === undefined ? Prisma.sql`true` : visible(organization, visibleTo);
  return inOrganization(db, organization, async (tx) => {
    const rows = await tx.$queryRaw<{ id: string; name: string; kind: string; createdAt: Date }[]>`
      SELECT r.id, r.name, r.kind, b.created_at AS "createdAt"
      FROM bookmarks b JOIN resources r ON r.organization_id = b.organization_id AND r.id = b.resource_id
      WHERE b.organization_id = ${organization}::uuid AND b.member_id = ${memberId}::uuid AND ${seen}
      ORDER BY r.name, r.id LIMIT 1000`;
    return rows.map(({ createdAt, ...resource }) => ({ resource, createdAt }));
  });
}
