import type { Services } from '../services.ts';
import type { App } from '../app-types.ts';
import { pending } from '../pending.ts';
import { IdempotencyHeaders, OrganizationParams, problems } from '../schemas.ts';
import { Member } from '../members/schemas.ts';
import { CreateServiceAccount } from './schemas.ts';

export function serviceAccountsRoutes(app: App, services: Services): void {
  app.post(
    '/v1/organizations/:organization/service-accounts',
    {
      config: { access: { role: 'admin', scope: 'write' } },
      schema: {
        operationId: 'createServiceAccount',
        summary: 'Create a service account',
        tags: ['Service accounts'],
        params: OrganizationParams,
        headers: IdempotencyHeaders,
        body: CreateServiceAccount,
        response: { 201: Member, ...problems },
      },
    },
    pending,
  );
}
