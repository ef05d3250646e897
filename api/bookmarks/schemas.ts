import { z } from 'zod';
import { Id, Instant } from '../schemas.ts';

export const Bookmark = z
  .object({ resource: z.object({ id: Id, name: z.string(), kind: z.string() }), createdAt: Instant })
  .meta({ id: 'Bookmark' });
export const BookmarkList = z.object({ items: z.array(Bookmark) }).meta({ id: 'BookmarkList' });
export const AddBookmark = z.strictObject({ resourceId: Id }).meta({ id: 'AddBookmark' });
