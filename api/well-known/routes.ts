import type { App } from '../app-types.ts';
import { problems } from '../schemas.ts';
import type { Services } from '../services.ts';
import { Health, JsonWebKeySet } from './schemas.ts';

const open = { access: 'anyone' } as const;

export function wellKnownRoutes(app: App, { signer, db, engine }: Services): void {
  app.get(
    '/.well-known/jwks.json',
    {
      config: open,
      schema: {
        operationId: 'readKeys',
        summary: 'The public keys that certificates are signed with, old ones too',
        tags: ['Keys'],
        security: [],
        response: { 200: JsonWebKeySet, ...problems },
      },
    },
    async (_request, reply) => {
      void reply.header('cache-control', 'public, max-age=300');
      return { keys: [...signer.publicKeys] };
    },
  );
  app.get(
    '/health',
    {
      config: open,
      schema: {
        operationId: 'health',
        summary: 'Whether this process can work: 503 without its database',
        tags: ['Keys'],
        security: [],
        response: { 200: Health, 503: Health, ...problems },
      },
    },
    async (_request, reply) => {
      const [database, reached] = await Promise.all([answers(db.pool.query('SELECT 1')), engine.reachable()]);
      return reply
        .code(database ? 200 : 503)
        .header('cache-control', 'no-store')
        .send({ status: database ? 'ok' : 'down', database, engine: reached });
    },
  );
}

async function answers(question: Promise<unknown>): Promise<boolean> {
  try {
    await question;
    return true;
  } catch {
    return false;
  }
}
