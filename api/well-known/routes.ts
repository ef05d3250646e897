import type { App } from '../app-types.ts';
import { pending } from '../pending.ts';
import { problems } from '../schemas.ts';
import { Health, JsonWebKeySet } from './schemas.ts';

export function wellKnownRoutes(app: App): void {
  app.get(
    '/.well-known/jwks.json',
    {
      config: { access: 'anyone' },
      schema: {
        operationId: 'readKeys',
        summary: 'The public keys that certificates are signed with, old ones too',
        tags: ['Keys'],
        security: [],
        response: { 200: JsonWebKeySet, ...problems },
      },
    },
    pending,
  );
  app.get(
    '/health',
    {
      config: { access: 'anyone' },
      schema: {
        operationId: 'health',
        summary: 'Whether this process answers',
        tags: ['Keys'],
        security: [],
        response: { 200: Health, ...problems },
      },
    },
    pending,
  );
}
