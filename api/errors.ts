import type { FastifyBaseLogger, FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors, isResponseSerializationError } from 'fastify-type-provider-zod';
import { failureOf } from '../prisma/failures.ts';
import { Failure } from '../rules/failures.ts';
import { type Misuse, type Problem, problemOf, problemOfMisuse } from './problems.ts';

/** Fastify's own refusals, by its code. What is not here is ours: an internal error. */
const misuseOf: Record<string, Misuse> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'not-json',
  FST_ERR_CTP_BODY_TOO_LARGE: 'too-large',
  FST_ERR_MAX_PARAM_LENGTH: 'address-too-long',
  FST_ERR_ROUTE_MISSING_CONTENT_TYPE: 'method-not-allowed',
};
const malformed = new Set([
  'FST_ERR_CTP_EMPTY_JSON_BODY',
  'FST_ERR_CTP_INVALID_JSON_BODY',
  'FST_ERR_CTP_INVALID_CONTENT_LENGTH',
  'FST_ERR_BAD_URL',
  'SECURE_JSON_PARSE_ERROR',
]);

/** Ends a request with a problem. The request ID is in every answer's header; in the body only where someone has to report it. */
export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  const body = problem.status >= 500 ? { ...problem, requestId: reply.request.id } : problem;
  if (problem.status === 401 && reply.request.headers.cookie === undefined)
    void reply.header('www-authenticate', 'Bearer');
  return reply
    .code(problem.status)
    .header('content-type', 'application/problem+json')
    .header('cache-control', 'no-store')
    .serializer(JSON.stringify)
    .send(body);
}

/** The one error handler: everything that goes wrong leaves as a problem, and nothing internal leaves with it. */
export function onError(
  thrown: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
  log: FastifyBaseLogger = request.log,
): FastifyReply {
  const problem = problemOfError(thrown);
  if (problem.status === 500) log.error({ err: thrown }, 'internal error');
  const { allow } = request.routeOptions.config;
  if (problem.status === 405 && allow !== undefined) void reply.header('allow', allow);
  if (problem.status === 429) void reply.header('retry-after', String(problem.facts?.retryAfterSeconds ?? 60));
  return sendProblem(reply, problem);
}

/** What is told of anything that was thrown. */
export function problemOfError(thrown: FastifyError): Problem {
  const error = failureOf(thrown);
  if (error instanceof Failure) return problemOf(error);
  if (hasZodFastifySchemaValidationErrors(thrown)) {
    const errors = thrown.validation.map(({ instancePath, message }) => ({
      pointer: `#/${thrown.validationContext ?? 'body'}${instancePath}`,
      detail: message ?? 'not valid',
    }));
    return { ...problemOf(new Failure('invalid-request', invalidFacts(errors))), errors };
  }
  const internal = problemOf(new Failure('internal', {}));
  if (isResponseSerializationError(thrown)) return internal;
  const misuse = misuseOf[thrown.code];
  if (misuse !== undefined) return problemOfMisuse(misuse);
  if (malformed.has(thrown.code) || (thrown.code === undefined && thrown.statusCode === 400)) {
    return problemOf(new Failure('invalid-request', { field: 'request', expected: 'well-formed HTTP and JSON' }));
  }
  return internal;
}

function invalidFacts(errors: { pointer: string; detail: string }[]): { field: string; expected: string } {
  return { field: errors[0]?.pointer ?? '', expected: errors[0]?.detail ?? '' };
}
