import type { Services } from '../services.ts';
import type { App } from '../app-types.ts';
import { pending } from '../pending.ts';
import { IdempotencyHeaders, OrganizationParams, paramsWith, problems } from '../schemas.ts';
import {
  ConnectionUseParams,
  ListResources,
  RegisterResource,
  Resource,
  ResourcePage,
  TransferResource,
  UseConnection,
} from './schemas.ts';

export function resourcesRoutes(app: App, services: Services): void {
  app.get(
    '/v1/organizations/:organization/resources',
    {
      config: { access: { role: 'viewer', scope: 'read' } },
      schema: {
        operationId: 'listResources',
        summary: 'List resources',
        tags: ['Resources'],
        params: OrganizationParams,
        querystring: ListResources,
        response: { 200: ResourcePage, ...problems },
      },
    },
    pending,
  );
  app.post(
    '/v1/organizations/:organization/resources',
    {
      config: { access: { role: 'member', scope: 'write' } },
      schema: {
        operationId: 'registerResource',
        summary: 'Register a resource',
        tags: ['Resources'],
        params: OrganizationParams,
        headers: IdempotencyHeaders,
        body: RegisterResource,
        response: { 201: Resource, ...problems },
      },
    },
    pending,
  );
  app.get(
    '/v1/organizations/:organization/resources/:resource',
    {
      config: { access: { role: 'viewer', scope: 'read' } },
      schema: {
        operationId: 'readResource',
        summary: 'Read a resource',
        tags: ['Resources'],
        params: paramsWith('resource'),
        response: { 200: Resource, ...problems },
      },
    },
    pending,
  );
  app.post(
    '/v1/organizations/:organization/resources/:resource/transfer',
    {
      config: { access: { role: 'member', scope: 'write' } },
      schema: {
        operationId: 'transferResource',
        summary: 'Change owner or runs-as',
        tags: ['Resources'],
        params: paramsWith('resource'),
        headers: IdempotencyHeaders,
        body: TransferResource,
        response: { 200: Resource, ...problems },
      },
    },
    pending,
  );
  app.post(
    '/v1/organizations/:organization/resources/:resource/archive',
    {
      config: { access: { role: 'member', scope: 'write' } },
      schema: {
        operationId: 'archiveResource',
        summary: 'Archive a resource',
        tags: ['Resources'],
        params: paramsWith('resource'),
        headers: IdempotencyHeaders,
        response: { 200: Resource, ...problems },
      },
    },
    pending,
  );
  app.post(
    '/v1/organizations/:organization/resources/:resource/connections',
    {
      config: { access: { role: 'member', scope: 'write' } },
      schema: {
        operationId: 'useConnection',
        summary: 'Let a resource run on a connection',
        tags: ['Resources'],
        params: paramsWith('resource'),
        headers: IdempotencyHeaders,
        body: UseConnection,
        response: { 200: Resource, ...problems },
      },
    },
    pending,
  );
  app.delete(
    '/v1/organizations/:organization/resources/:resource/connections/:connection',
    {
      config: { access: { role: 'member', scope: 'write' } },
      schema: {
        operationId: 'stopUsingConnection',
        summary: 'Let it run on that connection no longer',
        tags: ['Resources'],
        params: ConnectionUseParams,
        response: { 200: Resource, ...problems },
      },
    },
    pending,
  );
}
