import { listResources } from '../../prisma/queries/resources/list.ts';
import type { App } from '../app-types.ts';
import { pageOf } from '../pages.ts';
import { paramsWith, problems } from '../schemas.ts';
import type { Services } from '../services.ts';
import { accessOf, presentAccess, whoMay } from './review.ts';
import { AccessOfMemberPage, ListAccess, Position, ReviewAccess, WhoMayPage } from './review-schemas.ts';

const organization = '/v1/organizations/:organization';
const config = { access: { role: 'viewer', scope: 'read' } } as const; // whose it is, is asked later
const tags = ['Access'];

/** For the auditing of access: who may do this to that, and what someone may do. */
export function accessReviewRoutes(app: App, services: Services): void {
  app.get(
    `${organization}/resources/:resource/access`,
    {
      config,
      schema: {
        operationId: 'listWhoMay',
        summary: 'List who may do something to a resource, and by what; for those who may share it',
        tags,
        params: paramsWith('resource'),
        querystring: ReviewAccess,
        response: { 200: WhoMayPage, ...problems },
      },
    },
    (request) => whoMay(services, request, request.params.resource, request.query),
  );
  app.get(
    `${organization}/members/:member/access`,
    {
      config,
      schema: {
        operationId: 'listAccessOfMember',
        summary: 'List what a member may do with which resources, by name; one’s own, or anyone’s for an admin',
        tags,
        params: paramsWith('member'),
        querystring: ListAccess,
        response: { 200: AccessOfMemberPage, ...problems },
      },
    },
    async (request) => {
      const { query, params } = request;
      const { visibleTo } = await accessOf(services, request, params.member);
      const filter = { kind: query.kind, search: query.search, visibleTo };
      const now = new Date();
      const { rows, nextCursor } = await pageOf({
        query,
        position: Position,
        read: (limit, after) =>
          listResources(services.db, params.organization, filter, { order: { by: 'name', after }, limit, now }),
        after: ({ name, id }) => ({ name, id }),
      });
      return { items: await presentAccess(services, request, params.member, rows), nextCursor };
    },
  );
}
