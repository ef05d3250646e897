import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import {
  changeSsoSecret,
  createSsoConnection,
  enforceSso,
  forgetSsoIdentity,
  removeSsoConnection,
  renameSsoConnection,
  stopEnforcingSso,
} from '../../prisma/commands/sso-connections/connections.ts';
import { findSsoConnection } from '../../prisma/queries/sso-connections/find.ts';
import { ssoRedirectUri, ssoSignInUrl } from '../../rules/sso/sign-in.ts';
import type { App } from '../app-types.ts';
import { actorOf, callerOf } from '../auth.ts';
import { unless } from '../may.ts';
import { checkAddress } from '../public-address.ts';
import { IdempotencyHeaders, noContent, OrganizationParams, paramsWith, problems } from '../schemas.ts';
import type { Services } from '../services.ts';
import { discover } from '../sso-sign-ins/discovery.ts';
import { ChangeSsoSecret, CreateSsoConnection, RenameSsoConnection, SsoConnectionList } from './schemas.ts';

const connections = '/v1/organizations/:organization/sso-connections';
const one = `${connections}/:ssoConnection`;
const tags = ['SSO'];
const response = { 200: SsoConnectionList, ...problems };
const writing = { access: { role: 'admin', scope: 'write', fresh: true } } as const;
const changing = { tags, params: paramsWith('ssoConnection'), headers: IdempotencyHeaders, response };

export function ssoConnectionsRoutes(app: App, services: Services): void {
  setRoutes(app, services);
  changeRoutes(app, services);
  enforceRoutes(app, services);
}

function setRoutes(app: App, services: Services): void {
  const { db, secrets } = services;
  const params = OrganizationParams;
  const listing = { operationId: 'listSsoConnections', summary: 'Read the organization’s own sign-in', tags, params };
  app.get(
    connections,
    { config: { access: { role: 'admin', scope: 'read' } }, schema: { ...listing, response } },
    (request) => all(services, request),
  );
  const creating = { operationId: 'createSsoConnection', summary: 'Set the organization’s own sign-in', tags, params };
  app.post(
    connections,
    {
      config: writing,
      schema: { ...creating, headers: IdempotencyHeaders, body: CreateSsoConnection, response },
    },
    async (request) => {
      const { name, issuer, clientId, clientSecret } = request.body;
      await checkAddress(services, issuer, 'issuer');
      const metadata = await discover(services, issuer, name);
      const input = { name, issuer: metadata.issuer, clientId, clientSecret, now: new Date() };
      await createSsoConnection(db, secrets, request.params.organization, actorOf(request), input);
      return await all(services, request);
    },
  );
  const removing = { operationId: 'removeSsoConnection', summary: 'Remove it; who came in by it is out' };
  app.delete(
    one,
    { config: writing, schema: { ...removing, tags, params: paramsWith('ssoConnection'), response } },
    async (request) => {
      const { organization, ssoConnection: ssoConnectionId } = request.params;
      await removeSsoConnection(db, organization, actorOf(request), { ssoConnectionId, now: new Date() });
      return await all(services, request);
    },
  );
}

function changeRoutes(app: App, services: Services): void {
  const { db, secrets } = services;
  const renaming = { operationId: 'renameSsoConnection', summary: 'Change the name on the button' };
  app.post(
    `${one}/rename`,
    { config: writing, schema: { ...renaming, ...changing, body: RenameSsoConnection } },
    async (request) => {
      const { organization, ssoConnection: ssoConnectionId } = request.params;
      const input = { ...request.body, ssoConnectionId, now: new Date() };
      await renameSsoConnection(db, organization, actorOf(request), input);
      return await all(services, request);
    },
  );
  const summary = 'Change the client’s secret: the sign-in has to be tried again before it can be enforced';
  app.post(
    `${one}/change-secret`,
    { config: writing, schema: { operationId: 'changeSsoSecret', summary, ...changing, body: ChangeSsoSecret } },
    async (request) => {
      const { organization, ssoConnection: ssoConnectionId } = request.params;
      const input = { ...request.body, ssoConnectionId, now: new Date() };
      await changeSsoSecret(db, secrets, organization, actorOf(request), input);
      return await all(services, request);
    },
  );
  const forgetting =
    'Forget what the provider calls a member, and end what they came in with by it: the next account with their address is theirs';
  app.delete(
    '/v1/organizations/:organization/members/:member/sso-identity',
    {
      config: writing,
      schema: {
        operationId: 'forgetSsoIdentity',
        summary: forgetting,
        tags,
        params: paramsWith('member'),
        response: { 204: noContent, ...problems },
      },
    },
    async (request, reply) => {
      const { organization, member: memberId } = request.params;
      await forgetSsoIdentity(db, organization, actorOf(request), { memberId, now: new Date() });
      return await reply.code(204).send();
    },
  );
}

function enforceRoutes(app: App, services: Services): void {
  const { db } = services;
  const enforcing = {
    operationId: 'enforceSso',
    summary: 'Let nobody in but by it; every session that came in otherwise is out of this organization',
  };
  app.post(`${one}/enforce`, { config: writing, schema: { ...enforcing, ...changing } }, async (request) => {
    const { organization, ssoConnection: ssoConnectionId } = request.params;
    await enforceSso(db, organization, actorOf(request), { ssoConnectionId, now: new Date() });
    return await all(services, request);
  });
  const stopping = { operationId: 'stopEnforcingSso', summary: 'Let people in by mailed links again, too' };
  app.post(`${one}/stop-enforcing`, { config: writing, schema: { ...stopping, ...changing } }, async (request) => {
    const { organization, ssoConnection: ssoConnectionId } = request.params;
    await stopEnforcingSso(db, organization, actorOf(request), { ssoConnectionId });
    return await all(services, request);
  });
}

async function all({ db, url }: Services, request: FastifyRequest): Promise<z.output<typeof SsoConnectionList>> {
  const { organization, through } = callerOf(request);
  const found = await findSsoConnection(db, organization);
  const person = through === 'api-key' && 'This needs a person who signed in just now';
  const may = (...reasons: (string | false)[]) => unless(person, ...reasons);
  const enforced = found?.enforcedAt != null;
  const items = [found].flatMap((connection) =>
    connection === null
      ? []
      : {
          ...connection,
          may: {
            change: may(),
            enforce: may(
              enforced && 'It is enforced already',
              connection.triedAt === null && 'Try the sign-in first: no admin has come in by it, as it is now',
            ),
            stopEnforcing: may(!enforced && 'It is not enforced'),
            remove: may(enforced && 'It is enforced: stop that first'),
          },
        },
  );
  return { items, redirectUri: ssoRedirectUri(url, organization), signInUrl: ssoSignInUrl(url, organization) };
}
