import type { Services } from '../services.ts';
import type { App } from '../app-types.ts';
import { pending } from '../pending.ts';
import { IdempotencyHeaders, OrganizationParams, paramsWith, problems } from '../schemas.ts';
import { AddBookmark, BookmarkList } from './schemas.ts';

export function bookmarksRoutes(app: App, services: Services): void {
  app.get(
    '/v1/organizations/:organization/bookmarks',
    {
      config: { access: { role: 'viewer', scope: 'read' } },
      schema: {
        operationId: 'listBookmarks',
        summary: 'List one’s own bookmarks',
        tags: ['Bookmarks'],
        params: OrganizationParams,
        response: { 200: BookmarkList, ...problems },
      },
    },
    pending,
  );
  app.post(
    '/v1/organizations/:organization/bookmarks',
    {
      config: { access: { role: 'viewer', scope: 'write' } },
      schema: {
        operationId: 'addBookmark',
        summary: 'Bookmark a resource',
        tags: ['Bookmarks'],
        params: OrganizationParams,
        headers: IdempotencyHeaders,
        body: AddBookmark,
        response: { 200: BookmarkList, ...problems },
      },
    },
    pending,
  );
  app.delete(
    '/v1/organizations/:organization/bookmarks/:resource',
    {
      config: { access: { role: 'viewer', scope: 'write' } },
      schema: {
        operationId: 'removeBookmark',
        summary: 'Remove a bookmark',
        tags: ['Bookmarks'],
        params: paramsWith('resource'),
        response: { 200: BookmarkList, ...problems },
      },
    },
    pending,
  );
}
