import { z } from 'zod';
import { createConnection } from '../../prisma/commands/connections/create.ts';
import { listConnections } from '../../prisma/queries/connections/list.ts';
import { callersAccess } from '../access/decisions.ts';
import type { App } from '../app-types.ts';
import { actorOf, callerOf, onlyVisible } from '../auth.ts';
import { pageOf } from '../pages.ts';
import { newResource } from '../resources/new-resource.ts';
import { IdempotencyHeaders, OrganizationParams, paramsWith, problems } from '../schemas.ts';
import type { Services } from '../services.ts';
import { connectionIn, presentConnection } from './present.ts';
import { Connection, ConnectionPage, CreateConnection, ListConnections } from './schemas.ts';
import { secretRoutes } from './secret-routes.ts';

const connections = '/v1/organizations/:organization/connections';
const reading = { access: { role: 'viewer', scope: 'read' } } as const;
const writing = { access: { role: 'member', scope: 'write' } } as const;
const tags = ['Connections'];

export function connectionsRoutes(app: App, services: Services): void {
  readRoutes(app, services);
  createRoute(app, services);
  secretRoutes(app, services);
}

function readRoutes(app: App, services: Services): void {
  app.get(
    connections,
    {
      config: reading,
      schema: {
        operationId: 'listConnections',
        summary: 'List the connections that the caller may see, by name',
        tags,
        params: OrganizationParams,
        querystring: ListConnections,
        response: { 200: ConnectionPage, ...problems },
      },
    },
    async (request) => {
      const { query } = request;
      const filter = { ...query, visibleTo: onlyVisible(callerOf(request)) };
      const { rows, nextCursor } = await pageOf({
        query,
        position: z.object({ name: z.string(), id: z.guid() }),
        read: (limit, after) => listConnections(services.db, request.params.organization, filter, { after, limit }),
        after: ({ name, id }) => ({ name, id }),
      });
      const ids = rows.map(({ id }) => id);
      const access = await callersAccess(services, request, ids);
      return { items: rows.map((row) => presentConnection(row, access)), nextCursor };
    },
  );
  app.get(
    `${connections}/:connection`,
    {
      config: reading,
      schema: {
        operationId: 'readConnection',
        summary: 'Read a connection, without its secret',
        tags,
        params: paramsWith('connection'),
        response: { 200: Connection, ...problems },
      },
    },
    (request) => connectionIn(services, request, request.params.connection),
  );
}

function createRoute(app: App, services: Services): void {
  const { db, secrets } = services;
  app.post(
    connections,
    {
      config: writing,
      schema: {
        operationId: 'createConnection',
        summary: 'Create a connection',
        tags,
        params: OrganizationParams,
        headers: IdempotencyHeaders,
        body: CreateConnection,
        response: { 201: Connection, ...problems },
      },
    },
    async (request, reply) => {
      const { organization } = request.params;
      const { provider, auth, secret, ...asked } = request.body;
      const resource = newResource({ ...asked, kind: 'connection', connectionIds: [] }, callerOf(request));
      const input = { connection: { ...resource, connection: { provider, auth } }, secret, now: new Date() };
      const { connectionId } = await createConnection(db, secrets, organization, actorOf(request), input);
      const connection = await connectionIn(services, request, connectionId);
      return reply.code(201).send(connection);
    },
  );
}
