import { archiveResource, changeResource } from '../../prisma/commands/resources/change.ts';
import { restoreResource } from '../../prisma/commands/resources/restore.ts';
import { transferResource } from '../../prisma/commands/resources/transfer.ts';
import { stopUsingConnection, useConnection } from '../../prisma/commands/resources/uses.ts';
import { Failure } from '../../rules/failures.ts';
import { callersAccess, needAccess } from '../access/decisions.ts';
import type { App } from '../app-types.ts';
import { actorOf, callerOf, whyNotRole } from '../auth.ts';
import { IdempotencyHeaders, paramsWith, problems } from '../schemas.ts';
import type { Services } from '../services.ts';
import { resourceIn } from './present.ts';
import { ChangeResource, ConnectionUseParams, Resource, TransferResource, UseConnection } from './schemas.ts';

const one = '/v1/organizations/:organization/resources/:resource';
const config = { access: { role: 'member', scope: 'write' } } as const;
const shared = {
  tags: ['Resources'],
  params: paramsWith('resource'),
  headers: IdempotencyHeaders,
  response: { 200: Resource, ...problems },
};

export function resourceChangeRoutes(app: App, services: Services): void {
  const { db } = services;
  app.post(
    `${one}/change`,
    {
      config,
      schema: {
        operationId: 'changeResource',
        summary: 'Change name, schedule, or what a schedule runs',
        ...shared,
        body: ChangeResource,
      },
    },
    async (request) => {
      const { organization, resource: resourceId } = request.params;
      await needAccess(services, request, resourceId, 'edit');
      const { targetId } = request.body;
      if (typeof targetId === 'string') await needAccess(services, request, targetId, 'view');
      const given = Object.entries(request.body).filter(([, value]) => value !== undefined);
      await changeResource(db, organization, actorOf(request), { resourceId, ...Object.fromEntries(given) });
      return await resourceIn(services, request, resourceId);
    },
  );
  app.post(
    `${one}/transfer`,
    {
      config,
      schema: {
        operationId: 'transferResource',
        summary: 'Change owner, runs-as or team',
        ...shared,
        body: TransferResource,
      },
    },
    async (request) => {
      const { organization, resource: resourceId } = request.params;
      await needAccess(services, request, resourceId, 'transfer');
      await transferResource(db, organization, actorOf(request), { resourceId, ...request.body, now: new Date() });
      return await resourceIn(services, request, resourceId);
    },
  );
  app.post(
    `${one}/archive`,
    { config, schema: { operationId: 'archiveResource', summary: 'Archive a resource', ...shared } },
    async (request) => {
      const { organization, resource: resourceId } = request.params;
      await needAccess(services, request, resourceId, 'archive');
      await archiveResource(db, organization, actorOf(request), { resourceId, now: new Date() });
      return await resourceIn(services, request, resourceId);
    },
  );
  app.post(
    `${one}/restore`,
    { config, schema: { operationId: 'restoreResource', summary: 'Take the archiving back', ...shared } },
    async (request) => {
      const { organization, resource: resourceId } = request.params;
      const { may, archivedAt } = await resourceIn(services, request, resourceId);
      if (archivedAt !== null && !may.restore.allowed)
        throw new Failure('not-allowed', { action: 'restore', because: may.restore.because ?? '' });
      await restoreResource(db, organization, actorOf(request), { resourceId, now: new Date() });
      return await resourceIn(services, request, resourceId);
    },
  );
  connectionUses(app, services);
}

function connectionUses(app: App, services: Services): void {
  const { db } = services;
  app.post(
    `${one}/connections`,
    {
      config,
      schema: {
        operationId: 'useConnection',
        summary: 'Let a resource run on a connection',
        ...shared,
        body: UseConnection,
      },
    },
    async (request) => {
      const { organization, resource: resourceId } = request.params;
      const { connectionId } = request.body;
      const access = await callersAccess(services, request, [resourceId, connectionId]);
      access.need(resourceId, 'edit');
      if (whyNotRole(callerOf(request), 'admin') !== undefined) access.need(connectionId, 'use');
      await useConnection(db, organization, actorOf(request), { resourceId, connectionId, now: new Date() });
      return await resourceIn(services, request, resourceId);
    },
  );
  const { headers: _, params: __, ...rest } = shared;
  app.delete(
    `${one}/connections/:connection`,
    {
      config,
      schema: {
        operationId: 'stopUsingConnection',
        summary: 'Let it run on that connection no longer',
        ...rest,
        params: ConnectionUseParams,
      },
    },
    async (request) => {
      const { organization, resource: resourceId, connection: connectionId } = request.params;
      await needAccess(services, request, resourceId, 'edit');
      await stopUsingConnection(db, organization, actorOf(request), { resourceId, connectionId, now: new Date() });
      return await resourceIn(services, request, resourceId);
    },
  );
}
