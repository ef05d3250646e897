import { namesIn } from '../../prisma/queries/access/names.ts';
import { type Names, explain } from '../../rules/access/explain.ts';
import type { Action, Decision } from '../../rules/access/types.ts';
import type { App } from '../app-types.ts';
import { organizationOf } from '../auth.ts';
import { OrganizationParams, problems } from '../schemas.ts';
import type { Services } from '../services.ts';
import { decided, verified } from './ask.ts';
import { keptLean } from './lean.ts';
import { AccessAnswers, AccessExplanation, AccessQuestion, CheckAccess, KeyAnswer, VerifyKey } from './schemas.ts';

const access = '/v1/organizations/:organization/access';
const config = { access: { role: 'viewer', scope: 'check' } } as const;
const shared = { tags: ['Access'], params: OrganizationParams };
// answers are made in ask.ts of what their types say: they need no second look on each of a million calls a day
const unlooked = { config, serializerCompiler: () => JSON.stringify };

/** What hosts ask for every run of theirs: in a context of its own. */
export function accessRoutes(app: App, services: Services): void {
  keptLean(app, services);
  checkRoutes(app, services);
  verifyRoute(app, services);
}

function checkRoutes(app: App, services: Services): void {
  app.post(
    `${access}/check`,
    {
      ...unlooked,
      schema: {
        operationId: 'checkAccess',
        summary: 'Ask who may do what: one question, or a thousand',
        ...shared,
        body: CheckAccess,
        response: { 200: AccessAnswers, ...problems },
      },
    },
    async (request) => {
      const { questions } = request.body;
      const decisions = await decided(services, request, questions, services.firstRuns);
      return { answers: decisions.map((decision, index) => answerOf(decision, questions[index]?.action ?? 'view')) };
    },
  );
  app.post(
    `${access}/explain`,
    {
      config,
      schema: {
        operationId: 'explainAccess',
        summary: 'Ask one question, and why',
        ...shared,
        body: AccessQuestion,
        response: { 200: AccessExplanation, ...problems },
      },
    },
    async (request) => {
      const [decision] = await decided(services, request, [request.body]);
      if (decision === undefined) throw new Error('one question has one answer');
      const names = await namesIn(services.db, organizationOf(request), [decision]);
      return {
        ...answerOf(decision, request.body.action, names),
        facts: decision.because.map((reason) => ({ ...reason })),
      };
    },
  );
}

function verifyRoute(app: App, services: Services): void {
  app.post(
    `${access}/verify`,
    {
      ...unlooked,
      schema: {
        operationId: 'verifyKey',
        summary: 'Ask whether an API key of this organization is good',
        ...shared,
        body: VerifyKey,
        response: { 200: KeyAnswer, ...problems },
      },
    },
    (request) => verified(services, request, request.body.key),
  );
}

function answerOf(decision: Decision, action: Action, names: Names = {}) {
  const { allowed, as, caretaker } = decision;
  return { allowed, because: explain(decision, action, names), as, caretaker };
}
