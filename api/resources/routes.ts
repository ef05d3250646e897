import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { registerResources } from '../../prisma/commands/resources/register.ts';
import { listResources, type ResourceOrder } from '../../prisma/queries/resources/list.ts';
import { callersAccess } from '../access/decisions.ts';
import type { App } from '../app-types.ts';
import { actorOf, callerOf, onlyVisible, whyNotRole } from '../auth.ts';
import { pageOf } from '../pages.ts';
import { IdempotencyHeaders, Instant, OrganizationParams, paramsWith, problems } from '../schemas.ts';
import type { Services } from '../services.ts';
import { resourceChangeRoutes } from './change-routes.ts';
import { importRoutes } from './import-routes.ts';
import { newResource } from './new-resource.ts';
import { presentResource, resourceIn } from './present.ts';
import {
  ListResources,
  RegisteredResources,
  RegisterResource,
  RegisterResources,
  Resource,
  ResourcePage,
} from './schemas.ts';

const resources = '/v1/organizations/:organization/resources';
const reading = { access: { role: 'viewer', scope: 'read' } } as const;
const writing = { access: { role: 'member', scope: 'write' } } as const;
const tags = ['Resources'];

export function resourcesRoutes(app: App, services: Services): void {
  readRoutes(app, services);
  registerRoutes(app, services);
  resourceChangeRoutes(app, services);
  void app.register((scope: App) => importRoutes(scope, services)); // a body of its own kind
}

type Query = z.output<typeof ListResources>;

function readRoutes(app: App, services: Services): void {
  const asked = (request: FastifyRequest, query: Query) => ({
    query,
    read: (order: ResourceOrder, limit: number) => {
      const caller = callerOf(request);
      const filter = { ...query, visibleTo: onlyVisible(caller) };
      return listResources(services.db, caller.organization, filter, { order, limit, now: new Date() });
    },
  });
  const byName = (request: FastifyRequest, query: Query) => {
    const { read, ...list } = asked(request, query);
    return pageOf({
      ...list,
      position: z.object({ name: z.string(), id: z.guid() }),
      read: (limit, after) => read({ by: 'name', after }, limit),
      after: ({ name, id }) => ({ name, id }),
    });
  };
  const newest = (request: FastifyRequest, query: Query) => {
    const { read, ...list } = asked(request, query);
    return pageOf({
      ...list,
      position: z.object({ createdAt: Instant, id: z.guid() }),
      read: (limit, after) => read({ by: 'newest', after }, limit),
      after: ({ createdAt, id }) => ({ createdAt: createdAt.toISOString(), id }),
    });
  };
  app.get(
    resources,
    {
      config: reading,
      schema: {
        operationId: 'listResources',
        summary: 'List the resources that the caller may see, by name or newest first',
        tags,
        params: OrganizationParams,
        querystring: ListResources,
        response: { 200: ResourcePage, ...problems },
      },
    },
    async (request) => {
      const { query } = request;
      const { rows, nextCursor } = query.sort === 'name' ? await byName(request, query) : await newest(request, query);
      const access = await callersAccess(
        services,
        request,
        rows.map(({ id }) => id),
      );
      return { items: rows.map((row) => presentResource(row, access)), nextCursor };
    },
  );
  app.get(
    `${resources}/:resource`,
    {
      config: reading,
      schema: {
        operationId: 'readResource',
        summary: 'Read a resource',
        tags,
        params: paramsWith('resource'),
        response: { 200: Resource, ...problems },
      },
    },
    (request) => resourceIn(services, request, request.params.resource),
  );
}

function registerRoutes(app: App, services: Services): void {
  const { db } = services;
  const shared = { tags, params: OrganizationParams, headers: IdempotencyHeaders };
  app.post(
    resources,
    {
      config: writing,
      schema: {
        operationId: 'registerResource',
        summary: 'Register a resource',
        ...shared,
        body: RegisterResource,
        response: { 201: Resource, ...problems },
      },
    },
    async (request, reply) => {
      const [id = ''] = await register(request, [request.body]);
      const resource = await resourceIn(services, request, id);
      return reply.code(201).send(resource);
    },
  );
  app.post(
    `${resources}/batch`,
    {
      config: writing,
      schema: {
        operationId: 'registerResources',
        summary: 'Register up to a thousand resources: all of them or none',
        ...shared,
        body: RegisterResources,
        response: { 201: RegisteredResources, ...problems },
      },
    },
    async (request, reply) => reply.code(201).send({ ids: await register(request, request.body.resources) }),
  );

  async function register(request: FastifyRequest, asked: readonly z.output<typeof RegisterResource>[]) {
    const caller = callerOf(request);
    const connections = asked.flatMap(({ connectionIds }) => connectionIds);
    if (whyNotRole(caller, 'admin') !== undefined) {
      const access = await callersAccess(services, request, connections);
      for (const id of connections) access.need(id, 'use');
    }
    const input = { resources: asked.map((one) => newResource(one, caller)), now: new Date() };
    return await registerResources(db, caller.organization, actorOf(request), input);
  }
}
