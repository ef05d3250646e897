import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { endOtherSessions, endOwnSession, endSession } from '../../prisma/commands/sessions/end.ts';
import { type SignedIn, signInByCode, signInByLink } from '../../prisma/commands/sessions/sign-in.ts';
import { listOwnSessions } from '../../prisma/queries/sessions/list.ts';
import { readSession } from '../../prisma/queries/sessions/read.ts';
import { hashOf } from '../../prisma/secrets/links.ts';
import { Failure } from '../../rules/failures.ts';
import type { App } from '../app-types.ts';
import { fromOf, personOf } from '../auth.ts';
import { clearSessionCookie, sessionTokenOf, setSessionCookie } from '../cookies.ts';
import { fewSignIns } from '../limits.ts';
import { pageOf } from '../pages.ts';
import { Id, Instant, noContent, problems } from '../schemas.ts';
import type { Services } from '../services.ts';
import { presentSession } from './own.ts';
import { ListSessions, OwnSessionPage, Session, SessionsEnded, SignIn } from './schemas.ts';

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
  ownSessions(app, services);
  endOwnSessions(app, services);
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
    async (request) => presentSession(services, personOf(request)),
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
      await endSession(services.db, { sessionId: personOf(request).id, from: fromOf(request), now: new Date() });
      clearSessionCookie(reply, services.url);
      return reply.code(204).send();
    },
  );
}

const own = { tags, security: [{ session: [] }] };

function ownSessions(app: App, services: Services): void {
  const { db } = services;
  app.get(
    '/v1/sessions',
    {
      config: { access: 'person' },
      schema: {
        operationId: 'listOwnSessions',
        summary: 'List one’s own sessions, newest first: from where, with what, and what they opened',
        ...own,
        querystring: ListSessions,
        response: { 200: OwnSessionPage, ...problems },
      },
    },
    async (request) => {
      const { id: current, personId, how } = personOf(request);
      const only = how === 'sso' ? current : undefined;
      const { rows, nextCursor } = await pageOf({
        query: request.query,
        position: z.object({ at: Instant, id: Id }),
        read: (limit, after) => listOwnSessions(db, personId, { after, limit, now: new Date(), only }),
        after: ({ createdAt, id }) => ({ at: createdAt.toISOString(), id }),
      });
      const items = rows.map(({ organizations, ...session }) => ({
        ...session,
        current: session.id === current,
        organizations: organizations.map(({ organizationId, ...door }) => ({ id: organizationId, ...door })),
      }));
      return { items, nextCursor };
    },
  );
}

/** A session that began by the sign-in of an organization says who somebody is to that one only: it sees and ends none but itself (decision 180). */
function endOwnSessions(app: App, services: Services): void {
  const { db } = services;
  app.delete(
    '/v1/sessions/:session',
    {
      config: { access: 'person' },
      schema: {
        operationId: 'endSession',
        summary: 'End one of one’s own sessions',
        ...own,
        params: z.object({ session: Id }),
        response: { 204: noContent, ...problems },
      },
    },
    async (request, reply) => {
      const { personId, id, how } = personOf(request);
      const sessionId = request.params.session;
      if (how === 'sso' && sessionId !== id) throw new Failure('not-found', { object: 'session' });
      await endOwnSession(db, { personId, sessionId, from: fromOf(request), now: new Date() });
      if (id === sessionId) clearSessionCookie(reply, services.url);
      return reply.code(204).send();
    },
  );
  app.post(
    '/v1/sessions/end-others',
    {
      config: { access: 'person' },
      schema: {
        operationId: 'endOtherSessions',
        summary: 'End all of one’s own sessions but this one',
        ...own,
        response: { 200: SessionsEnded, ...problems },
      },
    },
    async (request) => {
      const { personId, id, how } = personOf(request);
      if (how === 'sso')
        throw new Failure('not-allowed', { action: 'end sessions', because: 'Sign in by mail for that' });
      return { ended: await endOtherSessions(db, { personId, sessionId: id, from: fromOf(request), now: new Date() }) };
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

/** The new session, its cookie set. */
export async function startedSession(services: Services, reply: FastifyReply, { token, expiresAt }: SignedIn) {
  setSessionCookie(reply, services.url, token, expiresAt);
  const session = await readSession(services.db, { sessionHash: hashOf(token), now: new Date() });
  if (session === null) throw new Failure('unauthenticated', {});
  return presentSession(services, session);
}
