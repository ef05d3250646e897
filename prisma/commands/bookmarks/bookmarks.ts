import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { changing } from '../../change.ts';
import type { Database } from '../../client.ts';

interface Bookmark {
  memberId: string;
  resourceId: string;
  now: Date;
}

/** A member's own mark on a resource. Twice is once. @throws Failure not-found */
export function addBookmark(db: Database, organization: string, actor: Actor, input: Bookmark): Promise<void> {
  const { memberId, resourceId, now } = input;
  return changing(db, organization, actor, async (tx, record) => {
    const { count } = await tx.bookmark.createMany({
      data: [{ organizationId: organization, memberId, resourceId, createdAt: now }],
      skipDuplicates: true,
    });
    if (count > 0) record({ action: 'bookmark.added', object: 'resource', objectId: resourceId, after: { memberId } });
  });
}

/** @throws Failure not-found when there is no such bookmark */
export function removeBookmark(db: Database, organization: string, actor: Actor, input: Bookmark): Promise<void> {
  const { memberId, resourceId } = input;
  return changing(db, organization, actor, async (tx, record) => {
    const { count } = await tx.bookmark.deleteMany({ where: { organizationId: organization, memberId, resourceId } });
    if (count === 0) throw new Failure('not-found', { object: 'bookmark' });
    record({ action: 'bookmark.removed', object: 'resource', objectId: resourceId, before: { memberId } });
  });
}
