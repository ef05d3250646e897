import { z } from 'zod';
import { revealConnectionSecret, setConnectionSecret } from '../../prisma/commands/connections/secrets.ts';
import { listSecretVersions } from '../../prisma/queries/connections/versions.ts';
import { lookAgain, removalWorkflowId } from '../../workflows/removals/messages.ts';
import { needAccess } from '../access/decisions.ts';
import type { App } from '../app-types.ts';
import { actorOf } from '../auth.ts';
import { pageOf } from '../pages.ts';
import { IdempotencyHeaders, ListQuery, paramsWith, problems } from '../schemas.ts';
import type { Services } from '../services.ts';
import { connectionIn } from './present.ts';
import { Connection, RevealedSecret, RevealSecret, SecretVersionPage, SetSecret } from './schemas.ts';

const one = '/v1/organizations/:organization/connections/:connection';
const ofOne = { tags: ['Connections'], params: paramsWith('connection') };
const changing = { ...ofOne, headers: IdempotencyHeaders };

export function secretRoutes(app: App, services: Services): void {
  versionsRoute(app, services);
  setRoute(app, services);
  revealRoute(app, services);
}

function versionsRoute(app: App, services: Services): void {
  app.get(
    `${one}/secret-versions`,
    {
      config: { access: { role: 'viewer', scope: 'read' } },
      schema: {
        operationId: 'listSecretVersions',
        summary: 'List the versions of its secret, the newest first, without the secrets',
        ...ofOne,
        querystring: ListQuery,
        response: { 200: SecretVersionPage, ...problems },
      },
    },
    async (request) => {
      const { params, query } = request;
      await needAccess(services, request, params.connection, 'view');
      const { rows, nextCursor } = await pageOf({
        query,
        position: z.int(),
        read: (limit, after) =>
          listSecretVersions(services.db, params.organization, params.connection, { after, limit }),
        after: ({ version }) => version,
      });
      return { items: [...rows], nextCursor };
    },
  );
}

function setRoute(app: App, services: Services): void {
  const { db, secrets } = services;
  app.post(
    `${one}/set-secret`,
    {
      config: { access: { role: 'member', scope: 'write' } },
      schema: {
        operationId: 'setSecret',
        summary: 'Set a new version of the secret',
        ...changing,
        body: SetSecret,
        response: { 200: Connection, ...problems },
      },
    },
    async (request) => {
      const { organization, connection: connectionId } = request.params;
      await needAccess(services, request, connectionId, 'edit');
      const input = { connectionId, secret: request.body.secret, now: new Date() };
      const { leavers } = await setConnectionSecret(db, secrets, organization, actorOf(request), input);
      for (const leaver of leavers) await services.engine.tell(removalWorkflowId(organization, leaver), lookAgain);
      return await connectionIn(services, request, connectionId);
    },
  );
}

function revealRoute(app: App, services: Services): void {
  const { db, secrets } = services;
  app.post(
    `${one}/reveal-secret`,
    {
      config: { access: { role: 'member', scope: 'write', fresh: true } },
      schema: {
        operationId: 'revealSecret',
        summary: 'Reveal the secret, or an earlier version of it; that is recorded as an exposure',
        ...changing,
        body: RevealSecret,
        response: { 200: RevealedSecret, ...problems },
      },
    },
    async (request, reply) => {
      const { organization, connection: connectionId } = request.params;
      await needAccess(services, request, connectionId, 'reveal');
      void reply.header('cache-control', 'no-store');
      const input = { connectionId, version: request.body.version, now: new Date() };
      return await revealConnectionSecret(db, secrets, organization, actorOf(request), input);
    },
  );
}
