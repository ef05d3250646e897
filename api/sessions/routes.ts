import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { endSession } from '../../prisma/commands/sessions/end.ts';
import { type SignedIn, signInByCode, signInByLink } from '../../prisma/commands/sessions/sign-in.ts';
import { readSession } from '../../prisma/queries/sessions/read.ts';
import { hashOf } from '../../prisma/secrets/links.ts';
import { freshMinutes } from '../../rules/access/caller.ts';
import { Failure } from '../../rules/failures.ts';
import type { App } from '../app-types.ts';
import { clearSessionCookie, sessionTokenOf, setSessionCookie } from '../cookies.ts';
import { fewSignIns } from '../limits.ts';
import { noContent, problems } from '../schemas.ts';
import type { Services } from '../services.ts';
import { Session, SignIn } from './schemas.ts';

const tags = ['Sign-in'];

export function sessionsRoutes(app: App, services: Services): void {
  app.post(
    '/v1/sessions',
    {
      config: { access: 'anyone', rateLimit: fewSignIns },
      schema: {
        operationId: 'signIn',
        summary: 'Sign in with the link or the code of a mail',
        tags,
        security: [],
        body: SignIn,
        response: { 201: Session, ...problems },
      },
    },
    async (request, reply) => {
      const signedIn = await signIn(services, request, request.body);
      const session = await startedSession(services, reply, signedIn);
      return reply.code(201).send(session);
    },
  );
  app.get(
    '/v1/session',
    {
      config: { access: 'person' },
      schema: {
        operationId: 'readSession',
        summary: 'Read one’s own session',
        tags,
        security: [{ session: [] }],
        response: { 200: Session, ...problems },
      },
    },
    (request) => present(services, tokenOf(services, request)),
  );
  app.delete(
    '/v1/session',
    {
      config: { access: 'person' },
      schema: {
        operationId: 'signOut',
        summary: 'Sign out',
        tags,
        security: [{ session: [] }],
        response: { 204: noContent, ...problems },
      },
    },
    async (request, reply) => {
      await endSession(services.db, { sessionHash: hashOf(tokenOf(services, request)), now: new Date() });
      clearSessionCookie(reply, services.url);
      return reply.code(204).send();
    },
  );
}

function signIn({ db, secrets, url }: Services, request: FastifyRequest, body: z.output<typeof SignIn>) {
  const browser = browserOf(request, url);
  return 'token' in body
    ? signInByLink(db, { ...browser, token: body.token })
    : signInByCode(db, secrets, { ...browser, email: body.email, code: body.code });
}

/** From where someone signs in; the session that this browser has ends with it. */
export function browserOf(request: FastifyRequest, url: string) {
  const sessionToken = sessionTokenOf(request, url);
  const agent = request.headers['user-agent'];
  return {
    address: request.ip,
    now: new Date(),
    ...(agent === undefined ? {} : { agent }),
    ...(sessionToken === undefined ? {} : { sessionToken }),
  };
}

async function startedSession(services: Services, reply: FastifyReply, { token, expiresAt }: SignedIn) {
  setSessionCookie(reply, services.url, token, expiresAt);
  return await present(services, token);
}

/** The session's token, for routes that need a person only. @throws Failure unauthenticated */
function tokenOf({ url }: Services, request: FastifyRequest): string {
  const token = sessionTokenOf(request, url);
  if (token === undefined) throw new Failure('unauthenticated', {});
  return token;
}

async function present({ db }: Services, token: string): Promise<z.output<typeof Session>> {
  const session = await readSession(db, { sessionHash: hashOf(token), now: new Date() });
  if (session === null) throw new Failure('unauthenticated', {});
  const { personId, email, ...rest } = session;
  return {
    ...rest,
    person: { id: personId, email },
    freshUntil: new Date(session.provedAt.getTime() + freshMinutes * 60_000),
  };
}
