import { z } from 'zod';
import {
  archiveServiceAccount,
  changeServiceAccount,
  restoreServiceAccount,
} from '../../prisma/commands/service-accounts/change.ts';
import { createServiceAccount } from '../../prisma/commands/service-accounts/create.ts';
import { listServiceAccounts } from '../../prisma/queries/service-accounts/list.ts';
import type { App } from '../app-types.ts';
import { actorOf, callerOf } from '../auth.ts';
import { pageOf } from '../pages.ts';
import { IdempotencyHeaders, OrganizationParams, paramsWith, problems } from '../schemas.ts';
import type { Services } from '../services.ts';
import { presentServiceAccount, serviceAccountIn } from './present.ts';
import {
  ChangeServiceAccount,
  CreateServiceAccount,
  ListServiceAccounts,
  ServiceAccount,
  ServiceAccountPage,
} from './schemas.ts';

const accounts = '/v1/organizations/:organization/service-accounts';
const reading = { access: { role: 'viewer', scope: 'read' } } as const;
const writing = { access: { role: 'admin', scope: 'write' } } as const;
const tags = ['Service accounts'];

export function serviceAccountsRoutes(app: App, services: Services): void {
  readRoutes(app, services);
  createRoute(app, services);
  changeRoutes(app, services);
}

function readRoutes(app: App, services: Services): void {
  app.get(
    accounts,
    {
      config: reading,
      schema: {
        operationId: 'listServiceAccounts',
        summary: 'List service accounts, by name',
        tags,
        params: OrganizationParams,
        querystring: ListServiceAccounts,
        response: { 200: ServiceAccountPage, ...problems },
      },
    },
    async (request) => {
      const { query } = request;
      const caller = callerOf(request);
      const now = new Date();
      const { rows, nextCursor } = await pageOf({
        query,
        position: z.object({ name: z.string(), id: z.guid() }),
        read: (limit, after) => listServiceAccounts(services.db, caller.organization, query, { after, limit, now }),
        after: ({ name, id }) => ({ name, id }),
      });
      return { items: rows.map((row) => presentServiceAccount(row, caller)), nextCursor };
    },
  );
  app.get(
    `${accounts}/:serviceAccount`,
    {
      config: reading,
      schema: {
        operationId: 'readServiceAccount',
        summary: 'Read a service account',
        tags,
        params: paramsWith('serviceAccount'),
        response: { 200: ServiceAccount, ...problems },
      },
    },
    (request) => serviceAccountIn(services, request, request.params.serviceAccount),
  );
}

function createRoute(app: App, services: Services): void {
  app.post(
    accounts,
    {
      config: writing,
      schema: {
        operationId: 'createServiceAccount',
        summary: 'Create a service account; it is a member like others',
        tags,
        params: OrganizationParams,
        headers: IdempotencyHeaders,
        body: CreateServiceAccount,
        response: { 201: ServiceAccount, ...problems },
      },
    },
    async (request, reply) => {
      const { organization } = request.params;
      const input = { ...request.body, now: new Date() };
      const { memberId } = await createServiceAccount(services.db, organization, actorOf(request), input);
      const made = await serviceAccountIn(services, request, memberId);
      return reply.code(201).send(made);
    },
  );
}

function changeRoutes(app: App, services: Services): void {
  const { db } = services;
  const one = `${accounts}/:serviceAccount`;
  const shared = {
    tags,
    params: paramsWith('serviceAccount'),
    headers: IdempotencyHeaders,
    response: { 200: ServiceAccount, ...problems },
  };
  app.post(
    `${one}/change`,
    {
      config: writing,
      schema: {
        operationId: 'changeServiceAccount',
        summary: 'Change its name, what it is for, or who answers for it',
        ...shared,
        body: ChangeServiceAccount,
      },
    },
    async (request) => {
      const { organization, serviceAccount: memberId } = request.params;
      const given = Object.fromEntries(Object.entries(request.body).filter(([, value]) => value !== undefined));
      await changeServiceAccount(db, organization, actorOf(request), { memberId, ...given });
      return await serviceAccountIn(services, request, memberId);
    },
  );
  app.post(
    `${one}/archive`,
    {
      config: writing,
      schema: { operationId: 'archiveServiceAccount', summary: 'Archive it: its keys end for good', ...shared },
    },
    async (request) => {
      const { organization, serviceAccount: memberId } = request.params;
      await archiveServiceAccount(db, organization, actorOf(request), { memberId, now: new Date() });
      return await serviceAccountIn(services, request, memberId);
    },
  );
  app.post(
    `${one}/restore`,
    {
      config: writing,
      schema: {
        operationId: 'restoreServiceAccount',
        summary: 'Take the archiving back, but for its keys',
        ...shared,
      },
    },
    async (request) => {
      const { organization, serviceAccount: memberId } = request.params;
      await restoreServiceAccount(db, organization, actorOf(request), { memberId, now: new Date() });
      return await serviceAccountIn(services, request, memberId);
    },
  );
}
