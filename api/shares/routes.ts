import type { Services } from '../services.ts';
import type { App } from '../app-types.ts';
import { pending } from '../pending.ts';
import { IdempotencyHeaders, noContent, OrganizationParams, paramsWith, problems } from '../schemas.ts';
import { AddShare, ListShares, Share, SharePage } from './schemas.ts';

export function sharesRoutes(app: App, services: Services): void {
  app.get(
    '/v1/organizations/:organization/shares',
    {
      config: { access: { role: 'viewer', scope: 'read' } },
      schema: {
        operationId: 'listShares',
        summary: 'List shares',
        tags: ['Shares'],
        params: OrganizationParams,
        querystring: ListShares,
        response: { 200: SharePage, ...problems },
      },
    },
    pending,
  );
  app.post(
    '/v1/organizations/:organization/shares',
    {
      config: { access: { role: 'member', scope: 'write' } },
      schema: {
        operationId: 'addShare',
        summary: 'Share a resource, or change the level',
        tags: ['Shares'],
        params: OrganizationParams,
        headers: IdempotencyHeaders,
        body: AddShare,
        response: { 201: Share, ...problems },
      },
    },
    pending,
  );
  app.delete(
    '/v1/organizations/:organization/shares/:share',
    {
      config: { access: { role: 'member', scope: 'write' } },
      schema: {
        operationId: 'removeShare',
        summary: 'Remove a share',
        tags: ['Shares'],
        params: paramsWith('share'),
        response: { 204: noContent, ...problems },
      },
    },
    pending,
  );
}
