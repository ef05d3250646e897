import { type Database, inOrganization } from '../../client.ts';

export interface BookmarkRow {
  resource: { id: string; name: string; kind: string };
  createdAt: Date;
}

/** A member's own, by name of the resource. */
export function listBookmarks(db: Database, organization: string, memberId: string): Promise<BookmarkRow[]> {
  return inOrganization(db, organization, (tx) =>
    tx.bookmark.findMany({
      where: { organizationId: organization, memberId },
      select: { resource: { select: { id: true, name: true, kind: true } }, createdAt: true },
      orderBy: [{ resource: { name: 'asc' } }, { resourceId: 'asc' }],
      take: 1000,
    }),
  );
}
