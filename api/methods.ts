import type { HTTPMethods } from 'fastify';
import type { App } from './app-types.ts';
import { sendProblem } from './errors.ts';
import { problemOfMisuse } from './problems.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** of a route that only says so: the methods that the address has */
    allow?: string;
  }
}

/**
 * Remembers the methods of each address; call the result, with the context to answer in, when all are there: every other
 * method is answered 405 with Allow.
 */
export function refuseOtherMethods(app: App): (under: App) => void {
  const offered = new Map<string, Set<string>>();
  app.addHook('onRoute', ({ url, method, config }) => {
    if (config?.allow !== undefined) return;
    const methods = offered.get(url) ?? new Set();
    for (const one of [method].flat()) methods.add(one.toUpperCase());
    offered.set(url, methods);
  });
  return (under) => {
    for (const [url, methods] of offered) {
      const others = app.supportedMethods.filter((method) => !methods.has(method)) as HTTPMethods[];
      if (others.length === 0 || url.includes('*')) continue;
      const allow = [...methods].toSorted().join(', ');
      under.route({
        method: others,
        url,
        schema: { hide: true },
        config: { access: 'anyone', allow },
        onRequest: (_request, reply) => {
          sendProblem(reply.header('allow', allow), problemOfMisuse('method-not-allowed')); // before a body is read
        },
        handler: () => undefined,
      });
    }
  };
}
