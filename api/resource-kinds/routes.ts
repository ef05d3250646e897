import type { Services } from '../services.ts';
import type { App } from '../app-types.ts';
import { pending } from '../pending.ts';
import { IdempotencyHeaders, OrganizationParams, problems } from '../schemas.ts';
import { RegisteredResourceKind, RegisterResourceKind, ResourceKindList } from './schemas.ts';

export function resourceKindsRoutes(app: App, services: Services): void {
  app.get(
    '/v1/organizations/:organization/resource-kinds',
    {
      config: { access: { role: 'viewer', scope: 'read' } },
      schema: {
        operationId: 'listResourceKinds',
        summary: 'List resource kinds',
        tags: ['Resource kinds'],
        params: OrganizationParams,
        response: { 200: ResourceKindList, ...problems },
      },
    },
    pending,
  );
  app.post(
    '/v1/organizations/:organization/resource-kinds',
    {
      config: { access: { role: 'admin', scope: 'write' } },
      schema: {
        operationId: 'registerResourceKind',
        summary: 'Register a kind, with where its hand-overs go',
        tags: ['Resource kinds'],
        params: OrganizationParams,
        headers: IdempotencyHeaders,
        body: RegisterResourceKind,
        response: { 201: RegisteredResourceKind, ...problems },
      },
    },
    pending,
  );
}
