import { randomUUID } from 'node:crypto';
import Fastify from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { fastifySSE } from '@fastify/sse';
import type { App } from './app-types.ts';
import { documentRoutes } from './openapi.ts';
import { allRoutes } from './routes.ts';

export async function buildApp(): Promise<App> {
  const app: App = Fastify({
    genReqId: () => randomUUID(),
    requestIdHeader: false,
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  await documentRoutes(app);
  await app.register(fastifySSE);
  allRoutes(app);
  await app.ready();
  return app;
}
