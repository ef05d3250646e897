import type { Services } from '../services.ts';
import type { App } from '../app-types.ts';
import { pending } from '../pending.ts';
import { IdempotencyHeaders, OrganizationParams, problems } from '../schemas.ts';
import { ChangeContact, ChangePolicy, Organization, Rename } from './schemas.ts';

export function organizationsRoutes(app: App, services: Services): void {
  app.get(
    '/v1/organizations/:organization',
    {
      config: { access: { role: 'viewer', scope: 'read' } },
      schema: {
        operationId: 'readOrganization',
        summary: 'Read the organization',
        tags: ['Organization'],
        params: OrganizationParams,
        response: { 200: Organization, ...problems },
      },
    },
    pending,
  );
  app.post(
    '/v1/organizations/:organization/rename',
    {
      config: { access: { role: 'admin', scope: 'write' } },
      schema: {
        operationId: 'renameOrganization',
        summary: 'Rename it',
        tags: ['Organization'],
        params: OrganizationParams,
        headers: IdempotencyHeaders,
        body: Rename,
        response: { 200: Organization, ...problems },
      },
    },
    pending,
  );
  app.post(
    '/v1/organizations/:organization/change-policy',
    {
      config: { access: { role: 'admin', scope: 'write', fresh: true } },
      schema: {
        operationId: 'changePolicy',
        summary: 'Change parts of the policy',
        tags: ['Organization'],
        params: OrganizationParams,
        headers: IdempotencyHeaders,
        body: ChangePolicy,
        response: { 200: Organization, ...problems },
      },
    },
    pending,
  );
  app.post(
    '/v1/organizations/:organization/change-custodian',
    {
      config: { access: { role: 'admin', scope: 'write', fresh: true } },
      schema: {
        operationId: 'changeCustodian',
        summary: 'Name another custodian',
        tags: ['Organization'],
        params: OrganizationParams,
        headers: IdempotencyHeaders,
        body: ChangeContact,
        response: { 200: Organization, ...problems },
      },
    },
    pending,
  );
  app.post(
    '/v1/organizations/:organization/change-billing-contact',
    {
      config: { access: { role: 'admin', scope: 'write', fresh: true } },
      schema: {
        operationId: 'changeBillingContact',
        summary: 'Name another billing contact',
        tags: ['Organization'],
        params: OrganizationParams,
        headers: IdempotencyHeaders,
        body: ChangeContact,
        response: { 200: Organization, ...problems },
      },
    },
    pending,
  );
}
