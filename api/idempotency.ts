import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import {
  claimRequest,
  freeKey,
  giveUpAttempt,
  keepAnswer,
  type KeyedRequest,
} from '../prisma/commands/idempotency-keys/claim.ts';
import { attempting } from '../prisma/repeated-request.ts';
import type { App } from './app-types.ts';
import type { Services } from './services.ts';

interface Attempt extends KeyedRequest {
  organization: string;
  /** when the request was first sent */
  since: Date;
}

declare module 'fastify' {
  interface FastifyRequest {
    fingerprint: string;
    attempt: Attempt | null;
  }
}

/**
 * A write with an Idempotency-Key is done once, however often it is sent: the answer of the first is kept for a day and sent again, an attempt that
 * died is taken over, and what its commands did is not done again. A request that was refused did nothing and frees its key.
 */
export function rememberAnswers(app: App, { db, secrets }: Services): void {
  app.decorateRequest('fingerprint', '');
  app.decorateRequest('attempt', null);
  app.addHook('preValidation', async (request) => {
    if (isKeyed(request)) request.fingerprint = fingerprintOf(request);
  });
  app.addHook('preHandler', async (request, reply) => {
    const { caller } = request;
    if (!isKeyed(request) || caller === null) return;
    const key = request.headers['idempotency-key'] as string;
    const keyed = { callerId: caller.memberId, key, fingerprint: request.fingerprint, now: new Date() };
    const claim = await claimRequest(db, secrets, caller.organization, keyed);
    if (!claim.done) {
      request.attempt = { ...keyed, organization: caller.organization, since: claim.since };
      return;
    }
    reply.header('idempotency-replayed', 'true').header('content-type', 'application/json; charset=utf-8');
    return reply.code(claim.status).send(claim.body);
  });
  // in a hook with a callback, because what goes on after it runs inside
  app.addHook('preHandler', (request, _reply, done) => {
    if (request.attempt === null) done();
    else attempting({ key: keyOf(request.attempt), secrets }, done);
  });
  app.addHook('onSend', async (request, reply, payload) => {
    const { attempt } = request;
    if (attempt === null) return;
    const answer = { status: reply.statusCode, body: typeof payload === 'string' ? payload : '' };
    if (answer.status < 300) await keepAnswer(db, secrets, attempt.organization, attempt, answer);
    else if (answer.status < 500) await freeKey(db, attempt.organization, attempt);
    else await giveUpAttempt(db, attempt.organization, attempt);
  });
}

/** An id that is the same in every attempt at this request: for drafts, notes and clicks. */
export function requestIdOf(request: FastifyRequest): string {
  if (request.attempt === null) return request.id;
  const hash = createHash('sha256')
    .update(`${request.attempt.organization}/${keyOf(request.attempt)}`)
    .digest('hex');
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-a${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}

const keyOf = ({ callerId, key, since }: Attempt): string => `http/${callerId}/${key}/${since.toISOString()}`;

function isKeyed(request: FastifyRequest): boolean {
  return request.routeOptions.schema?.headers !== undefined && request.headers['idempotency-key'] !== undefined;
}

function fingerprintOf({ method, url, body }: FastifyRequest): string {
  const [path = ''] = url.split('?');
  return createHash('sha256')
    .update(JSON.stringify([method, path, body ?? null]))
    .digest('base64');
}
