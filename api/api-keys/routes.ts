import type { Services } from '../services.ts';
import type { App } from '../app-types.ts';
import { pending } from '../pending.ts';
import { IdempotencyHeaders, OrganizationParams, paramsWith, problems } from '../schemas.ts';
import {
  ApiKey,
  ApiKeyPage,
  ApiKeyWithSecret,
  ConvertApiKey,
  CreateApiKey,
  ListApiKeys,
  RotateApiKey,
} from './schemas.ts';

export function apiKeysRoutes(app: App, services: Services): void {
  app.get(
    '/v1/organizations/:organization/api-keys',
    {
      config: { access: { role: 'viewer', scope: 'read' } },
      schema: {
        operationId: 'listApiKeys',
        summary: 'List API keys: one’s own, or all for an admin',
        tags: ['API keys'],
        params: OrganizationParams,
        querystring: ListApiKeys,
        response: { 200: ApiKeyPage, ...problems },
      },
    },
    pending,
  );
  app.post(
    '/v1/organizations/:organization/api-keys',
    {
      config: { access: { role: 'viewer', scope: 'write' } },
      schema: {
        operationId: 'createApiKey',
        summary: 'Create an API key',
        tags: ['API keys'],
        params: OrganizationParams,
        headers: IdempotencyHeaders,
        body: CreateApiKey,
        response: { 201: ApiKeyWithSecret, ...problems },
      },
    },
    pending,
  );
  app.get(
    '/v1/organizations/:organization/api-keys/:key',
    {
      config: { access: { role: 'viewer', scope: 'read' } },
      schema: {
        operationId: 'readApiKey',
        summary: 'Read an API key',
        tags: ['API keys'],
        params: paramsWith('key'),
        response: { 200: ApiKey, ...problems },
      },
    },
    pending,
  );
  app.post(
    '/v1/organizations/:organization/api-keys/:key/revoke',
    {
      config: { access: { role: 'viewer', scope: 'write' } },
      schema: {
        operationId: 'revokeApiKey',
        summary: 'Revoke it at once',
        tags: ['API keys'],
        params: paramsWith('key'),
        headers: IdempotencyHeaders,
        response: { 200: ApiKey, ...problems },
      },
    },
    pending,
  );
  app.post(
    '/v1/organizations/:organization/api-keys/:key/rotate',
    {
      config: { access: { role: 'viewer', scope: 'write' } },
      schema: {
        operationId: 'rotateApiKey',
        summary: 'Make a successor; the old key stays good for a grace period',
        tags: ['API keys'],
        params: paramsWith('key'),
        headers: IdempotencyHeaders,
        body: RotateApiKey,
        response: { 201: ApiKeyWithSecret, ...problems },
      },
    },
    pending,
  );
  app.post(
    '/v1/organizations/:organization/api-keys/:key/convert',
    {
      config: { access: { role: 'admin', scope: 'write' } },
      schema: {
        operationId: 'convertApiKey',
        summary: 'Make it a service account’s key',
        tags: ['API keys'],
        params: paramsWith('key'),
        headers: IdempotencyHeaders,
        body: ConvertApiKey,
        response: { 200: ApiKey, ...problems },
      },
    },
    pending,
  );
  app.post(
    '/v1/organizations/:organization/api-keys/:key/reveal',
    {
      config: { access: { role: 'viewer', scope: 'write', fresh: true } },
      schema: {
        operationId: 'revealApiKey',
        summary: 'Show, once, a key that a rotation made',
        tags: ['API keys'],
        params: paramsWith('key'),
        headers: IdempotencyHeaders,
        response: { 200: ApiKeyWithSecret, ...problems },
      },
    },
    pending,
  );
}
