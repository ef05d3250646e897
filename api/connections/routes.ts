import type { Services } from '../services.ts';
import type { App } from '../app-types.ts';
import { pending } from '../pending.ts';
import { IdempotencyHeaders, OrganizationParams, paramsWith, problems } from '../schemas.ts';
import { Connection, ConnectionPage, CreateConnection, ListConnections, RevealedSecret, SetSecret } from './schemas.ts';

export function connectionsRoutes(app: App, services: Services): void {
  app.get(
    '/v1/organizations/:organization/connections',
    {
      config: { access: { role: 'viewer', scope: 'read' } },
      schema: {
        operationId: 'listConnections',
        summary: 'List connections',
        tags: ['Connections'],
        params: OrganizationParams,
        querystring: ListConnections,
        response: { 200: ConnectionPage, ...problems },
      },
    },
    pending,
  );
  app.post(
    '/v1/organizations/:organization/connections',
    {
      config: { access: { role: 'member', scope: 'write' } },
      schema: {
        operationId: 'createConnection',
        summary: 'Create a connection',
        tags: ['Connections'],
        params: OrganizationParams,
        headers: IdempotencyHeaders,
        body: CreateConnection,
        response: { 201: Connection, ...problems },
      },
    },
    pending,
  );
  app.get(
    '/v1/organizations/:organization/connections/:connection',
    {
      config: { access: { role: 'viewer', scope: 'read' } },
      schema: {
        operationId: 'readConnection',
        summary: 'Read a connection',
        tags: ['Connections'],
        params: paramsWith('connection'),
        response: { 200: Connection, ...problems },
      },
    },
    pending,
  );
  app.post(
    '/v1/organizations/:organization/connections/:connection/set-secret',
    {
      config: { access: { role: 'member', scope: 'write' } },
      schema: {
        operationId: 'setSecret',
        summary: 'Set a new version of the secret',
        tags: ['Connections'],
        params: paramsWith('connection'),
        headers: IdempotencyHeaders,
        body: SetSecret,
        response: { 200: Connection, ...problems },
      },
    },
    pending,
  );
  app.post(
    '/v1/organizations/:organization/connections/:connection/reveal-secret',
    {
      config: { access: { role: 'member', scope: 'write', fresh: true } },
      schema: {
        operationId: 'revealSecret',
        summary: 'Reveal the secret; it is recorded as an exposure',
        tags: ['Connections'],
        params: paramsWith('connection'),
        headers: IdempotencyHeaders,
        response: { 200: RevealedSecret, ...problems },
      },
    },
    pending,
  );
}
