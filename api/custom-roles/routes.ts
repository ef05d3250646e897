import { z } from 'zod';
import { archiveCustomRole } from '../../prisma/commands/custom-roles/archive.ts';
import { createCustomRole } from '../../prisma/commands/custom-roles/create.ts';
import { listCustomRoles } from '../../prisma/queries/custom-roles/list.ts';
import type { App } from '../app-types.ts';
import { actorOf, callerOf } from '../auth.ts';
import { pageOf } from '../pages.ts';
import { IdempotencyHeaders, OrganizationParams, paramsWith, problems } from '../schemas.ts';
import type { Services } from '../services.ts';
import { customRoleChangeRoutes } from './change-routes.ts';
import { customRoleIn, presentCustomRole } from './present.ts';
import { ArchiveCustomRole, CreateCustomRole, CustomRole, CustomRolePage, ListCustomRoles } from './schemas.ts';

const customRoles = '/v1/organizations/:organization/custom-roles';
const reading = { access: { role: 'viewer', scope: 'read' } } as const;
const tags = ['Custom roles'];

export function customRolesRoutes(app: App, services: Services): void {
  readRoutes(app, services);
  endRoutes(app, services);
  customRoleChangeRoutes(app, services);
}

function readRoutes(app: App, services: Services): void {
  app.get(
    customRoles,
    {
      config: reading,
      schema: {
        operationId: 'listCustomRoles',
        summary: 'List custom roles, by name',
        tags,
        params: OrganizationParams,
        querystring: ListCustomRoles,
        response: { 200: CustomRolePage, ...problems },
      },
    },
    async (request) => {
      const { query } = request;
      const { rows, nextCursor } = await pageOf({
        query,
        position: z.object({ name: z.string(), id: z.guid() }),
        read: (limit, after) => listCustomRoles(services.db, request.params.organization, query, { after, limit }),
        after: ({ name, id }) => ({ name, id }),
      });
      return { items: rows.map((row) => presentCustomRole(row, callerOf(request))), nextCursor };
    },
  );
  app.get(
    `${customRoles}/:customRole`,
    {
      config: reading,
      schema: {
        operationId: 'readCustomRole',
        summary: 'Read a custom role',
        tags,
        params: paramsWith('customRole'),
        response: { 200: CustomRole, ...problems },
      },
    },
    (request) => customRoleIn(services, request, request.params.customRole),
  );
}

function endRoutes(app: App, services: Services): void {
  const { db } = services;
  app.post(
    customRoles,
    {
      config: { access: { role: 'admin', scope: 'write' } },
      schema: {
        operationId: 'createCustomRole',
        summary: 'Create a custom role: a bundle of permissions within an org role or another custom role',
        tags,
        params: OrganizationParams,
        headers: IdempotencyHeaders,
        body: CreateCustomRole,
        response: { 201: CustomRole, ...problems },
      },
    },
    async (request, reply) => {
      const { name, buildsOn, permissions } = request.body;
      const { role, customRoleId = '' } = buildsOn;
      const on = role === undefined ? { customRoleId } : { role };
      const input = { name, buildsOn: on, permissions, now: new Date() };
      const made = await createCustomRole(db, request.params.organization, actorOf(request), input);
      const customRole = await customRoleIn(services, request, made.customRoleId);
      return reply.code(201).send(customRole);
    },
  );
  app.post(
    `${customRoles}/:customRole/archive`,
    {
      config: { access: { role: 'admin', scope: 'write', fresh: true } },
      schema: {
        operationId: 'archiveCustomRole',
        summary: 'Archive a custom role; while somebody holds it, with a replacement',
        tags,
        params: paramsWith('customRole'),
        headers: IdempotencyHeaders,
        body: ArchiveCustomRole,
        response: { 200: CustomRole, ...problems },
      },
    },
    async (request) => {
      const { organization, customRole: customRoleId } = request.params;
      const { replacement } = request.body;
      const instead =
        replacement === undefined || replacement.customRoleId === null
          ? { replacement: null }
          : { replacement: { customRoleId: replacement.customRoleId } };
      const input = { customRoleId, ...(replacement && instead), now: new Date() };
      await archiveCustomRole(db, organization, actorOf(request), input);
      return await customRoleIn(services, request, customRoleId);
    },
  );
}
