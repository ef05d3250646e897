import type { FastifyBaseLogger, FastifyError } from 'fastify';
import { validatorCompiler } from 'fastify-type-provider-zod';
import type { App } from '../app-types.ts';
import { onError } from '../errors.ts';
import { CHECKS_PER_MINUTE, countingLimit } from '../limits.ts';
import { refuseForeignOrigin } from '../origin.ts';
import type { Services } from '../services.ts';

/**
 * What a context has whose routes are called for every run of every host: the promises of the other routes, without their plugins and a log line for each
 * request. What fails is logged, with the request's ID.
 */
export function keptLean(app: App, { url }: Services): void {
  const limit = countingLimit(CHECKS_PER_MINUTE);
  app.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id).header('x-content-type-options', 'nosniff');
    limit(request.ip);
    refuseForeignOrigin(request, url);
    done();
  });
  // the path was read already, to know whose organization it is
  app.setValidatorCompiler((route) =>
    route.httpPart === 'params'
      ? (value: unknown) => ({ value })
      : validatorCompiler(route as Parameters<typeof validatorCompiler>[0]),
  );
  let quiet: FastifyBaseLogger | undefined;
  app.setChildLoggerFactory((logger) => {
    quiet ??= Object.assign(Object.create(logger) as FastifyBaseLogger, { info: () => undefined });
    return quiet;
  });
  app.setErrorHandler((error, request, reply) =>
    onError(error as FastifyError, request, reply, request.log.child({ requestId: request.id })),
  );
}
