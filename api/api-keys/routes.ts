import { z } from 'zod';
import { convertApiKey, createApiKey, renameApiKey, revokeApiKey } from '../../prisma/commands/credentials/api-keys.ts';
import { revealApiKey, rotateApiKey } from '../../prisma/commands/credentials/rotate-api-key.ts';
import { listApiKeys } from '../../prisma/queries/credentials/list.ts';
import { findOrganization } from '../../prisma/queries/organizations/find.ts';
import { Failure } from '../../rules/failures.ts';
import type { App } from '../app-types.ts';
import { actorOf, callerOf, whyNotRole } from '../auth.ts';
import { pageOf } from '../pages.ts';
import { IdempotencyHeaders, Instant, OrganizationParams, paramsWith, problems } from '../schemas.ts';
import type { Services } from '../services.ts';
import { checkNewKey, expiryWithin, keyIn, needOwnKey, presentKey } from './keys.ts';
import {
  ApiKey,
  ApiKeyPage,
  ApiKeyWithSecret,
  ConvertApiKey,
  CreateApiKey,
  ListApiKeys,
  RenameApiKey,
  RotateApiKey,
} from './schemas.ts';

const keys = '/v1/organizations/:organization/api-keys';
const reading = { access: { role: 'viewer', scope: 'read' } } as const;
const writing = { access: { role: 'viewer', scope: 'write' } } as const;
const tags = ['API keys'];
const ofOne = { tags, params: paramsWith('key') };
const changing = { ...ofOne, headers: IdempotencyHeaders, response: { 200: ApiKey, ...problems } };
const HOUR_MS = 3_600_000;
const MOST_GRACE_HOURS = 8_760;

export function apiKeysRoutes(app: App, services: Services): void {
  listRoutes(app, services);
  createRoute(app, services);
  endRoutes(app, services);
  successorRoutes(app, services);
}

function listRoutes(app: App, services: Services): void {
  app.get(
    keys,
    {
      config: reading,
      schema: {
        operationId: 'listApiKeys',
        summary: 'List API keys, newest first: one’s own, or all for an admin',
        tags,
        params: OrganizationParams,
        querystring: ListApiKeys,
        response: { 200: ApiKeyPage, ...problems },
      },
    },
    async (request) => {
      const { query } = request;
      const caller = callerOf(request);
      const holderId = whyNotRole(caller, 'admin') === undefined ? query.holderId : caller.memberId;
      const { rows, nextCursor } = await pageOf({
        query,
        position: z.object({ createdAt: Instant, id: z.guid() }),
        read: (limit, after) =>
          listApiKeys(services.db, caller.organization, { ...query, holderId }, { after, limit, now: new Date() }),
        after: ({ createdAt, id }) => ({ createdAt: createdAt.toISOString(), id }),
      });
      return { items: rows.map((row) => presentKey(row, caller)), nextCursor };
    },
  );
  const schema = { operationId: 'readApiKey', summary: 'Read an API key', ...ofOne };
  app.get(
    `${keys}/:key`,
    { config: reading, schema: { ...schema, response: { 200: ApiKey, ...problems } } },
    async (request) => presentKey(await keyIn(services, request, request.params.key), callerOf(request)),
  );
}

function createRoute(app: App, services: Services): void {
  const { db } = services;
  app.post(
    keys,
    {
      config: writing,
      schema: {
        operationId: 'createApiKey',
        summary: 'Create an API key',
        tags,
        params: OrganizationParams,
        headers: IdempotencyHeaders,
        body: CreateApiKey,
        response: { 201: ApiKeyWithSecret, ...problems },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const { name, scopes, holderId = caller.memberId } = request.body;
      const expiresAt = expiryWithin(caller, request.body.expiresAt);
      await checkNewKey(services, caller, { holderId, scopes });
      const input = { name, scopes, holderId, now: new Date(), ...(expiresAt === undefined ? {} : { expiresAt }) };
      const { credentialId, key } = await createApiKey(db, caller.organization, actorOf(request), input);
      const made = presentKey(await keyIn(services, request, credentialId), caller);
      return reply
        .code(201)
        .header('cache-control', 'no-store')
        .send({ ...made, key });
    },
  );
}

function endRoutes(app: App, services: Services): void {
  const { db } = services;
  app.post(
    `${keys}/:key/revoke`,
    { config: writing, schema: { operationId: 'revokeApiKey', summary: 'Revoke it at once', ...changing } },
    async (request) => {
      const { organization, key: credentialId } = request.params;
      await needOwnKey(services, request, credentialId);
      await revokeApiKey(db, organization, actorOf(request), { credentialId, now: new Date() });
      return presentKey(await keyIn(services, request, credentialId), callerOf(request));
    },
  );
  app.post(
    `${keys}/:key/rename`,
    {
      config: writing,
      schema: { operationId: 'renameApiKey', summary: 'Rename it', ...changing, body: RenameApiKey },
    },
    async (request) => {
      const { organization, key: credentialId } = request.params;
      await needOwnKey(services, request, credentialId);
      await renameApiKey(db, organization, actorOf(request), { credentialId, name: request.body.name });
      return presentKey(await keyIn(services, request, credentialId), callerOf(request));
    },
  );
  app.post(
    `${keys}/:key/convert`,
    {
      config: { access: { role: 'admin', scope: 'write' } },
      schema: {
        operationId: 'convertApiKey',
        summary: 'Make it a service account’s key',
        ...changing,
        body: ConvertApiKey,
      },
    },
    async (request) => {
      const { organization, key: credentialId } = request.params;
      const input = { credentialId, ...request.body, now: new Date() };
      await convertApiKey(db, organization, actorOf(request), input);
      return presentKey(await keyIn(services, request, credentialId), callerOf(request));
    },
  );
}

/** Until when the old key stays good; an instant that has passed: no longer. @throws Failure invalid-request */
async function graceOf(
  db: Services['db'],
  organization: string,
  asked: z.output<typeof RotateApiKey>,
  now: Date,
): Promise<Date> {
  const { graceUntil, graceHours } = asked;
  const after = (hours: number) => new Date(now.getTime() + hours * HOUR_MS);
  if (graceUntil !== undefined) {
    if (graceUntil > after(MOST_GRACE_HOURS))
      throw new Failure('invalid-request', { field: 'graceUntil', expected: 'at most a year from now' });
    return graceUntil < now ? now : graceUntil;
  }
  return after(graceHours ?? (await findOrganization(db, organization))?.policy.removals.rotationGraceHours ?? 0);
}

function successorRoutes(app: App, services: Services): void {
  const { db, secrets } = services;
  const response = { 201: ApiKeyWithSecret, ...problems };
  const summary = 'Make a successor; the old key stays good for a grace period';
  app.post(
    `${keys}/:key/rotate`,
    { config: writing, schema: { operationId: 'rotateApiKey', summary, ...changing, body: RotateApiKey, response } },
    async (request, reply) => {
      const { organization, key: old } = request.params;
      const { holder, scopes } = await needOwnKey(services, request, old);
      await checkNewKey(services, callerOf(request), { holderId: holder.id, scopes });
      const now = new Date();
      const graceUntil = await graceOf(db, organization, request.body, now);
      const rotation = { credentialId: old, graceUntil, now };
      const { credentialId, key } = await rotateApiKey(db, organization, actorOf(request), rotation);
      const made = presentKey(await keyIn(services, request, credentialId), callerOf(request));
      return reply
        .code(201)
        .header('cache-control', 'no-store')
        .send({ ...made, key });
    },
  );
  app.post(
    `${keys}/:key/reveal`,
    {
      config: { access: { role: 'viewer', scope: 'write', fresh: true } },
      schema: {
        operationId: 'revealApiKey',
        summary: 'Show, once, a key that a removal made',
        ...ofOne,
        headers: IdempotencyHeaders,
        response: { 200: ApiKeyWithSecret, ...problems },
      },
    },
    async (request, reply) => {
      const { organization, key: credentialId } = request.params;
      await needOwnKey(services, request, credentialId);
      const input = { credentialId, now: new Date() };
      const { key } = await revealApiKey(db, secrets, organization, actorOf(request), input);
      void reply.header('cache-control', 'no-store');
      return { ...presentKey(await keyIn(services, request, credentialId), callerOf(request)), key };
    },
  );
}
