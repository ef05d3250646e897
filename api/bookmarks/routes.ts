import type { FastifyRequest } from 'fastify';
import { addBookmark, removeBookmark } from '../../prisma/commands/bookmarks/bookmarks.ts';
import { listBookmarks } from '../../prisma/queries/bookmarks/list.ts';
import { needAccess } from '../access/decisions.ts';
import type { App } from '../app-types.ts';
import { actorOf, callerOf, onlyVisible } from '../auth.ts';
import { IdempotencyHeaders, OrganizationParams, paramsWith, problems } from '../schemas.ts';
import type { Services } from '../services.ts';
import { AddBookmark, BookmarkList } from './schemas.ts';

const bookmarks = '/v1/organizations/:organization/bookmarks';
const writing = { access: { role: 'viewer', scope: 'write' } } as const;
const shared = { tags: ['Bookmarks'], response: { 200: BookmarkList, ...problems } };

export function bookmarksRoutes(app: App, services: Services): void {
  const { db } = services;
  const params = OrganizationParams;
  app.get(
    bookmarks,
    {
      config: { access: { role: 'viewer', scope: 'read' } },
      schema: { operationId: 'listBookmarks', summary: 'List one’s own bookmarks', ...shared, params },
    },
    (request) => own(services, request),
  );
  const adding = { ...shared, params, headers: IdempotencyHeaders, body: AddBookmark };
  app.post(
    bookmarks,
    { config: writing, schema: { operationId: 'addBookmark', summary: 'Bookmark a resource', ...adding } },
    async (request) => {
      const { organization, memberId } = callerOf(request);
      const { resourceId } = request.body;
      await needAccess(services, request, resourceId, 'view');
      await addBookmark(db, organization, actorOf(request), { memberId, resourceId, now: new Date() });
      return await own(services, request);
    },
  );
  const one = { ...shared, params: paramsWith('resource') };
  app.delete(
    `${bookmarks}/:resource`,
    { config: writing, schema: { operationId: 'removeBookmark', summary: 'Remove a bookmark', ...one } },
    async (request) => {
      const { organization, memberId } = callerOf(request);
      const input = { memberId, resourceId: request.params.resource, now: new Date() };
      await removeBookmark(db, organization, actorOf(request), input);
      return await own(services, request);
    },
  );
}

async function own({ db }: Services, request: FastifyRequest) {
  const caller = callerOf(request);
  const { organization, memberId } = caller;
  return { items: await listBookmarks(db, organization, { memberId, visibleTo: onlyVisible(caller) }) };
}
