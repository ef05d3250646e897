import { randomBytes } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { beginSsoSignIn, takeSsoSignIn } from '../../prisma/commands/sso-connections/begin.ts';
import { comeInInEmergency } from '../../prisma/commands/sso-connections/emergency.ts';
import { noteRefusedSso } from '../../prisma/commands/sso-connections/refusals.ts';
import { signInBySso } from '../../prisma/commands/sso-connections/sign-in.ts';
import { wasShutOut } from '../../prisma/queries/sso-connections/doors.ts';
import { findSsoConnection } from '../../prisma/queries/sso-connections/find.ts';
import { Failure } from '../../rules/failures.ts';
import { ssoMinutes } from '../../rules/sso/sign-in.ts';
import type { App } from '../app-types.ts';
import { fromOf, personOf } from '../auth.ts';
import { sessionTokenOf, setSsoCookie, ssoTokenOf } from '../cookies.ts';
import { fewEmergencies, fewSsoSignIns } from '../limits.ts';
import { Id, noContent, problems } from '../schemas.ts';
import type { Services } from '../services.ts';
import { browserOf, startedSession } from '../sessions/routes.ts';
import { Session } from '../sessions/schemas.ts';
import { authorizationUrlOf, identityOf } from './provider.ts';
import { AnswerSso, BeginSso, BegunSso, ComeInInEmergency, SsoDoor } from './schemas.ts';

const tags = ['Sign-in'];
const shared = { tags, security: [] };

export function ssoSignInsRoutes(app: App, services: Services): void {
  signInRoutes(app, services);
  answerRoute(app, services);
  emergencyRoute(app, services);
}

function signInRoutes(app: App, services: Services): void {
  const { db, secrets, url } = services;
  app.get(
    '/v1/sso-sign-ins/:organization',
    {
      config: { access: 'anyone', rateLimit: fewSsoSignIns },
      schema: {
        operationId: 'readSsoDoor',
        summary: 'Read how an organization’s own sign-in is called',
        ...shared,
        params: z.object({ organization: Id }),
        response: { 200: SsoDoor, ...problems },
      },
    },
    async (request) => {
      const organizationId = request.params.organization;
      const { name, enforcedAt } = await connectionOf(services, organizationId);
      return { organizationId, name, enforced: enforcedAt !== null };
    },
  );
  const begin = { operationId: 'beginSso', summary: 'Begin to sign in by an organization’s own sign-in' };
  app.post(
    '/v1/sso-sign-ins',
    {
      config: { access: 'anyone', rateLimit: fewSsoSignIns },
      schema: { ...begin, ...shared, body: BeginSso, response: { 201: BegunSso, ...problems } },
    },
    async (request, reply) => {
      const { organizationId, fresh } = request.body;
      const connection = await connectionOf(services, organizationId);
      const again = await wasShutOut(db, organizationId, sessionTokenOf(request, url));
      const browser = browserTokenOf(request, url);
      const now = new Date();
      const input = { ssoConnectionId: connection.id, browser, fresh, now };
      const begun = await beginSsoSignIn(db, secrets, organizationId, input);
      const authorizationUrl = await authorizationUrlOf(
        services,
        { ...connection, organization: organizationId },
        { ...begun, fresh, again },
      );
      setSsoCookie(reply, url, browser, new Date(now.getTime() + ssoMinutes * 60_000));
      return await reply.code(201).header('cache-control', 'no-store').send({ authorizationUrl });
    },
  );
}

function answerRoute(app: App, services: Services): void {
  const { db, secrets, url } = services;
  const answer = {
    operationId: 'answerSso',
    summary: 'Bring back what the provider answered, in the same browser: once',
  };
  app.post(
    '/v1/sso-sign-ins/answer',
    {
      config: { access: 'anyone', rateLimit: fewSsoSignIns },
      schema: { ...answer, ...shared, body: AnswerSso, response: { 201: Session, ...problems } },
    },
    async (request, reply) => {
      const { organizationId, state, code, error = '', iss } = request.body;
      const browser = ssoTokenOf(request, url) ?? '';
      const taken = await takeSsoSignIn(db, secrets, organizationId, { state, browser, now: new Date() });
      const signingIn = async () => {
        if (code === undefined) throw new Failure('sso-refused', { because: oauthError(error) });
        const identity = await identityOf(services, taken, { state, code, iss });
        const from = { ...browserOf(request, url), requestId: request.id };
        return await signInBySso(db, taken.organization, { ...from, identity });
      };
      const signedIn = await signingIn().catch(async (failure: unknown): Promise<never> => {
        if (failure instanceof Failure) await noteRefusedSso(db, taken, { failure, now: new Date() });
        throw failure;
      });
      return await reply.code(201).send(await startedSession(services, reply, signedIn));
    },
  );
}

function emergencyRoute(app: App, { db }: Services): void {
  const summary =
    'Come in past the sign-in that is enforced, as an admin who signed in by mail just now: every admin is told';
  app.post(
    '/v1/sso-sign-ins/emergency',
    {
      config: { access: 'person', rateLimit: fewEmergencies },
      schema: {
        operationId: 'comeInInEmergency',
        summary,
        tags,
        security: [{ session: [] }],
        body: ComeInInEmergency,
        response: { 204: noContent, ...problems },
      },
    },
    async (request, reply) => {
      const { organizationId, reason } = request.body;
      const who = { session: personOf(request), from: fromOf(request), requestId: request.id };
      await comeInInEmergency(db, organizationId, { ...who, reason, now: new Date() });
      return await reply.code(204).send();
    },
  );
}

/** @throws Failure not-found: it has none, or does not exist */
async function connectionOf({ db }: Services, organization: string) {
  const connection = await findSsoConnection(db, organization);
  if (connection === null) throw new Failure('not-found', { object: 'sso-connection' });
  return connection;
}

/** Two tabs of one browser may be at it at once. */
function browserTokenOf(request: FastifyRequest, url: string): string {
  const token = ssoTokenOf(request, url);
  return token !== undefined && /^[\w-]{43}$/.test(token) ? token : randomBytes(32).toString('base64url');
}

/** RFC 6749 §4.1.2.1 allows these characters; what is longer, or another, is nobody’s error code. */
const oauthError = (error: string): string => (/^[a-z_]{1,60}$/.test(error) ? error : 'provider-error');
