import type { HTTPMethods } from 'fastify';
import type { App } from './app-types.ts';
import { sendProblem } from './errors.ts';
import { problemOfMisuse } from './problems.ts';

const known = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

/** Remembers the methods of each route; call the result when all are there: every other method is answered 405 with Allow. */
export function refuseOtherMethods(app: App): () => void {
  const offered = new Map<string, Set<string>>();
  app.addHook('onRoute', ({ url, method }) => {
    const methods = offered.get(url) ?? new Set();
    for (const one of [method].flat()) methods.add(one.toUpperCase());
    offered.set(url, methods);
  });
  return () => {
    const found = Array.from(offered); // the routes that are added here are noted too
    for (const [url, methods] of found) {
      const others = known.filter((method) => !methods.has(method)) as HTTPMethods[];
      if (others.length === 0 || url.includes('*')) continue;
      const allow = [...methods].sort().join(', ');
      app.route({
        method: others,
        url,
        schema: { hide: true },
        config: { access: 'anyone' },
        handler: (_request, reply) => sendProblem(reply.header('allow', allow), problemOfMisuse('method-not-allowed')),
      });
    }
  };
}
