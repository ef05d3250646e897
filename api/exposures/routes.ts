import { z } from 'zod';
import { type ExposureFilter, listExposures } from '../../prisma/queries/exposures/list.ts';
import { findMember } from '../../prisma/queries/members/list.ts';
import { Failure } from '../../rules/failures.ts';
import { needAccess } from '../access/decisions.ts';
import { keyIn } from '../api-keys/keys.ts';
import type { App } from '../app-types.ts';
import { callerOf, needRole } from '../auth.ts';
import { pageOf } from '../pages.ts';
import { Instant, paramsWith, problems } from '../schemas.ts';
import type { Services } from '../services.ts';
import { ExposurePage, ListConnectionExposures, ListExposures } from './schemas.ts';

const organization = '/v1/organizations/:organization';
const config = { access: { role: 'viewer', scope: 'read' } } as const;
const tags = ['Exposures'];
const response = { 200: ExposurePage, ...problems };

/** Who could have known which secret, from when to when: asked of a connection, of an API key, or of a member. */
export function exposuresRoutes(app: App, services: Services): void {
  app.get(
    `${organization}/connections/:connection/exposures`,
    {
      config,
      schema: {
        operationId: 'listConnectionExposures',
        summary: 'List who could have known which version of its secret, from when to when',
        tags,
        params: paramsWith('connection'),
        querystring: ListConnectionExposures,
        response,
      },
    },
    async (request) => {
      const { params, query } = request;
      await needAccess(services, request, params.connection, 'share'); // it tells about others, as shares do
      return await pageOfExposures(services, params.organization, query, { connectionId: params.connection });
    },
  );
  app.get(
    `${organization}/api-keys/:key/exposures`,
    {
      config,
      schema: {
        operationId: 'listApiKeyExposures',
        summary: 'List who could have known an API key',
        tags,
        params: paramsWith('key'),
        querystring: ListExposures,
        response,
      },
    },
    async (request) => {
      const { params, query } = request;
      await keyIn(services, request, params.key);
      return await pageOfExposures(services, params.organization, query, { credentialId: params.key });
    },
  );
  app.get(
    `${organization}/members/:member/exposures`,
    {
      config,
      schema: {
        operationId: 'listMemberExposures',
        summary: 'List the secrets that a member could have known: one’s own, or anybody’s for an admin',
        tags,
        params: paramsWith('member'),
        querystring: ListExposures,
        response,
      },
    },
    async (request) => {
      const { params, query } = request;
      const caller = callerOf(request);
      if (params.member !== caller.memberId) needRole(caller, 'admin');
      if ((await findMember(services.db, params.organization, params.member)) === null)
        throw new Failure('not-found', { object: 'member' });
      return await pageOfExposures(services, params.organization, query, { memberId: params.member });
    },
  );
}

async function pageOfExposures(
  { db }: Services,
  organizationId: string,
  query: z.output<typeof ListConnectionExposures>,
  of: ExposureFilter,
): Promise<z.output<typeof ExposurePage>> {
  const { rows, nextCursor } = await pageOf({
    query,
    position: z.object({ from: Instant, id: z.guid() }),
    read: (limit, after) => listExposures(db, organizationId, { ...query, ...of }, { after, limit }),
    after: ({ from, id }) => ({ from: from.toISOString(), id }),
  });
  return { items: [...rows], nextCursor };
}
