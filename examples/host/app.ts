import fastify, { type FastifyInstance } from 'fastify';
import { z } from 'zod';
import { Doorward, Refused, Unanswered } from './doorward.ts';
import { Faults } from './faults.ts';
import { handOverRoute } from './hand-over.ts';
import { Records } from './records.ts';
import { Missing, registrationRoutes, shown } from './registration.ts';
import { Runner } from './runner.ts';
import { TickLog } from './tick-log.ts';

const Asked = z.object({
  since: z.coerce.number().int().min(0).default(0),
  organization: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(100_000).default(1000),
});

/**
 * The example host, not listening yet: closing it stops its schedules.
 * @param options.doorwardUrl base URL of Doorward
 * @param options.dataDir folder for its records and its log of ticks; another start with it goes on
 */
export function hostApp(options: { doorwardUrl: string; dataDir: string }): FastifyInstance {
  const records = new Records(options.dataDir);
  const log = new TickLog(options.dataDir);
  const doorward = new Doorward(options.doorwardUrl);
  const runner = new Runner(records, log, doorward);
  const faults = new Faults();

  const app = fastify({ forceCloseConnections: true });
  app.removeContentTypeParser('text/plain');
  app.setErrorHandler((error, _request, reply) => {
    const [status, says] = answerTo(error);
    return reply.code(status).send({ error: says });
  });
  app.get('/health', async () => ({ ok: true }));
  app.get('/ticks', async (request) => {
    const { since, organization, limit } = Asked.parse(request.query);
    const ticks = log.since(since, organization, limit);
    return { ticks, next: ticks.at(-1)?.number ?? since };
  });
  app.get('/summary', async (request) => {
    const { since, organization } = Asked.parse(request.query);
    return log.summary(since, organization);
  });
  app.get('/items', async (request) => ({ items: records.items(Asked.parse(request.query).organization).map(shown) }));
  registrationRoutes(app, records, doorward, runner);
  faults.route(app);
  void app.register(async (inner) => handOverRoute(inner, records, faults)); // its own parser of bodies
  app.addHook('onClose', async () => {
    await runner.stop();
    log.close();
  });
  return app;
}

function answerTo(error: unknown): [number, string] {
  if (error instanceof z.ZodError) return [400, z.prettifyError(error)];
  if (error instanceof Missing) return [404, error.message];
  if (error instanceof Refused) return [error.status, `Doorward refused: ${error.message}`];
  if (error instanceof Unanswered) return [503, error.message];
  const { statusCode = 500, message = 'failed' } = error as { statusCode?: number; message?: string };
  return [statusCode, statusCode < 500 ? message : 'something failed here'];
}
