import type { Services } from '../services.ts';
import type { App } from '../app-types.ts';
import { pending } from '../pending.ts';
import { IdempotencyHeaders, OrganizationParams, problems } from '../schemas.ts';
import { Grant, GrantPage, ListGrants, RegisterGrant } from './schemas.ts';

export function grantsRoutes(app: App, services: Services): void {
  app.get(
    '/v1/organizations/:organization/grants',
    {
      config: { access: { role: 'viewer', scope: 'read' } },
      schema: {
        operationId: 'listGrants',
        summary: 'List upstream grants: one’s own, or all for an admin',
        tags: ['Grants'],
        params: OrganizationParams,
        querystring: ListGrants,
        response: { 200: GrantPage, ...problems },
      },
    },
    pending,
  );
  app.post(
    '/v1/organizations/:organization/grants',
    {
      config: { access: { role: 'member', scope: 'write' } },
      schema: {
        operationId: 'registerGrant',
        summary: 'Register a consent that was given upstream',
        tags: ['Grants'],
        params: OrganizationParams,
        headers: IdempotencyHeaders,
        body: RegisterGrant,
        response: { 201: Grant, ...problems },
      },
    },
    pending,
  );
}
