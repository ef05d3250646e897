import { PassThrough, type Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { validatorCompiler } from 'fastify-type-provider-zod';
import type { App } from '../app-types.ts';
import { callerOf, needPermissions } from '../auth.ts';
import { OrganizationParams, problems } from '../schemas.ts';
import type { Services } from '../services.ts';
import { problemOfMisuse } from '../problems.ts';
import { sendProblem } from '../errors.ts';
import { importing, importers } from './import.ts';
import { ImportAnswer, ImportLine } from './schemas.ts';

/**
 * A host registers all that it has in one request. It is answered while it is received, line by line; whoever reads the answer only at the end is not kept
 * from sending. A repeat does nothing twice, so it takes no Idempotency-Key.
 */
export async function importRoutes(app: App, services: Services): Promise<void> {
  // the body is a stream: its lines are looked at as they come
  app.setValidatorCompiler((route) =>
    route.httpPart === 'body'
      ? (value: unknown) => ({ value })
      : validatorCompiler(route as Parameters<typeof validatorCompiler>[0]),
  );
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/x-ndjson', (_request, payload, done) => done(null, payload));
  app.addContentTypeParser('*', (_request, payload, done) => {
    payload.resume();
    done(null); // another sort of body is none
  });
  app.post(
    '/v1/organizations/:organization/resources/import',
    {
      config: { access: importers },
      schema: {
        operationId: 'importResources',
        summary:
          'Register, change and archive any number of resources by the host’s ids, one a line; the same again does nothing',
        tags: ['Resources'],
        consumes: ['application/x-ndjson'],
        params: OrganizationParams,
        body: ImportLine,
        response: {
          200: {
            description: 'NDJSON: what became of each line, and a last one that sums up',
            content: { 'application/x-ndjson': { schema: ImportAnswer } },
          },
          ...problems,
        },
      },
    },
    async (request, reply) => {
      const body = request.body as unknown as Readable | null | undefined;
      if (body === undefined || body === null) return sendProblem(reply, problemOfMisuse('not-ndjson')) as never;
      needPermissions(callerOf(request), ['create', 'edit', 'archive']); // what a line may ask for
      void reply.type('application/x-ndjson');
      return reply.send(answering(services, request, body) as never); // a stream goes out as it is, without a serializer
    },
  );
}

/** The answer as a stream. It never waits for its reader: what it holds at most is bounded by the lines of a request. */
function answering(services: Services, request: FastifyRequest, body: Readable): PassThrough {
  const answer = new PassThrough();
  const over = new AbortController();
  answer.once('close', () => over.abort());
  void (async () => {
    for await (const one of importing(services, request, body)) {
      if (over.signal.aborted) break;
      answer.write(`${JSON.stringify(one)}\n`);
    }
    answer.end();
  })();
  return answer;
}
