import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import { fastifySSE } from '@fastify/sse';
import Fastify, { type FastifyBaseLogger, type FastifyError, LogController } from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { Failure } from '../rules/failures.ts';
import { accessRoutes } from './access/routes.ts';
import type { App } from './app-types.ts';
import { authenticate, demandAccess } from './auth.ts';
import { closeGracefully, type OpenStream } from './closing.ts';
import { asksForPage, serveConsole } from './console.ts';
import { authenticateCursors } from './cursors.ts';
import { serveDocs } from './docs.ts';
import { onError, sendProblem } from './errors.ts';
import { rememberAnswers } from './idempotency.ts';
import { BODY_BYTES, limitRequests } from './limits.ts';
import { refuseOtherMethods } from './methods.ts';
import { documentRoutes, serveDocument } from './openapi.ts';
import { problemOf } from './problems.ts';
import { allRoutes } from './routes.ts';
import type { Services } from './services.ts';

export interface AppOptions {
  logger?: FastifyBaseLogger;
  trustProxy?: boolean;
  /** of one address */
  requestsPerMinute?: number;
  /** where the console was built to */
  consoleFolder?: string;
}

const consoleBuilt = fileURLToPath(new URL('../web/dist', import.meta.url));

/** The HTTP API with everything that belongs to it, ready to listen or to be asked by `inject`. */
export async function buildApp(services: Services, options: AppOptions = {}): Promise<App> {
  const app = newFastify(options);
  const addOtherMethods = refuseOtherMethods(app);
  app.setErrorHandler((error, request, reply) => onError(error as FastifyError, request, reply));
  demandAccess(app);
  const streams = closeGracefully(app);
  await documentRoutes(app);
  await app.register(async (lean: App) => accessRoutes(lean, services));
  await app.register(async (full: App) => {
    await everythingElse(full, services, streams, options);
    addOtherMethods(full);
  });
  await app.ready();
  return app;
}

async function everythingElse(
  app: App,
  services: Services,
  streams: Set<OpenStream>,
  options: AppOptions,
): Promise<void> {
  app.addHook('onRequest', async (request, reply) => {
    void reply.header('x-request-id', request.id);
  });
  await limitRequests(app, options.requestsPerMinute ?? 3_000);
  await app.register(helmet, headersFor(services.url));
  await app.register(cookie);
  await app.register(fastifySSE, { heartbeatInterval: 15_000 });
  authenticate(app, services);
  authenticateCursors(app, services);
  refuseBodies(app);
  rememberAnswers(app, services);
  serveDocument(app);
  allRoutes(app, services, streams);
  await serveDocs(app);
  const answerPage = await serveConsole(app, options.consoleFolder ?? consoleBuilt);
  app.setNotFoundHandler((request, reply) =>
    answerPage !== undefined && asksForPage(request)
      ? answerPage(reply)
      : sendProblem(reply, problemOf(new Failure('not-found', { object: 'address' }))),
  );
}

function newFastify({ logger, trustProxy }: AppOptions): App {
  const app = Fastify({
    ...(logger === undefined ? { logger: false } : { loggerInstance: logger }),
    logController: new LogController({ requestIdLogLabel: 'requestId' }),
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    trustProxy: trustProxy ?? false,
    bodyLimit: BODY_BYTES,
    requestTimeout: 300_000, // to receive a request, not to answer it: an import is received as fast as it is worked on
    connectionTimeout: 0, // streams of events are silent between heartbeats
    forceCloseConnections: 'idle',
    return503OnClosing: false, // who still has a connection is answered, and told to close it
    routerOptions: { maxParamLength: 200 },
    frameworkErrors: (error, request, reply) => {
      void reply.header('x-request-id', request.id);
      onError(error, request, reply);
    },
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.removeContentTypeParser('text/plain');
  return app;
}

/** Strict for JSON; pages bring their own Content-Security-Policy. */
function headersFor(url: string) {
  const secure = url.startsWith('https:');
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    },
    strictTransportSecurity: secure,
    referrerPolicy: { policy: 'no-referrer' as const },
  };
}

/** An operation that takes no body refuses one, as every other refuses unknown fields. */
function refuseBodies(app: App): void {
  app.addHook('preValidation', async (request) => {
    const { body, routeOptions } = request;
    if (body === undefined || body === null || routeOptions.schema?.body !== undefined) return;
    if (typeof body === 'object' && Object.keys(body).length === 0) return;
    throw new Failure('invalid-request', { field: '#/body', expected: 'no body' });
  });
}
