import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { accessFacts, type Question } from '../../prisma/queries/access/facts.ts';
import { namesIn } from '../../prisma/queries/access/names.ts';
import { hashOfApiKey } from '../../prisma/secrets/api-key.ts';
import { refusalOf } from '../../rules/access/caller.ts';
import { decide } from '../../rules/access/decide.ts';
import { explain, type Names } from '../../rules/access/explain.ts';
import { mayAskForOthers } from '../../rules/access/on-behalf.ts';
import type { Action, Decision } from '../../rules/access/types.ts';
import { Failure } from '../../rules/failures.ts';
import type { App } from '../app-types.ts';
import { admit, type Caller, credentialsOf, organizationOf } from '../auth.ts';
import { manyChecks } from '../limits.ts';
import { OrganizationParams, problems } from '../schemas.ts';
import type { Services } from '../services.ts';
import { AccessAnswers, AccessExplanation, AccessQuestion, CheckAccess, KeyAnswer, VerifyKey } from './schemas.ts';

const access = '/v1/organizations/:organization/access';
// who asks and what is asked are read in one round trip: hosts ask for every run of theirs
const config = { access: { role: 'viewer', scope: 'check', later: true }, rateLimit: manyChecks } as const;
const shared = { tags: ['Access'], params: OrganizationParams };

export function accessRoutes(app: App, services: Services): void {
  app.post(
    `${access}/check`,
    {
      config,
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
      const decisions = await decided(services, request, questions);
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
      const names = await namesIn(services.db, organizationOf(request), decision);
      return {
        ...answerOf(decision, request.body.action, names),
        facts: decision.because.map((reason) => ({ ...reason })),
      };
    },
  );
  app.post(
    `${access}/verify`,
    {
      config,
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

type Asked = z.output<typeof AccessQuestion>;

async function decided(services: Services, request: FastifyRequest, asked: readonly Asked[]): Promise<Decision[]> {
  const hash = credentialsOf(request, services);
  const organization = organizationOf(request);
  const questions = asked as readonly Question[]; // an `as` that was left out is left out
  const facts = await accessFacts(services.db, organization, hash, { questions });
  const caller = await admit(services, request, hash, facts.caller);
  if (asked.some(({ as }) => as !== undefined && !('member' in as && as.member === caller.memberId))) mayAsk(caller);
  const { answers } =
    facts.caller.member === null ? await accessFacts(services.db, organization, hash, { questions }) : facts; // the door opened just now
  const now = Date.now();
  return answers.map((answer, index) => decide(answer, asked[index]?.action ?? 'view', now));
}

function answerOf(decision: Decision, action: Action, names: Names = {}) {
  const { allowed, as, caretaker } = decision;
  return { allowed, because: explain(decision, action, names), as, caretaker };
}

async function verified(services: Services, request: FastifyRequest, key: string): Promise<z.output<typeof KeyAnswer>> {
  const hash = credentialsOf(request, services);
  const verify = hashOfApiKey(key);
  const facts = await accessFacts(
    services.db,
    organizationOf(request),
    hash,
    verify === undefined ? {} : { verify }, // what can't be a key of ours is not looked up
  );
  mayAsk(await admit(services, request, hash, facts.caller));
  if (facts.verified === null) return { valid: false, because: 'unknown' };
  const refusal = refusalOf(facts.verified, Date.now());
  const { member, key: found } = facts.verified;
  if (refusal !== null) {
    if (found !== null) services.keyUses.noteDead(organizationOf(request), found.credentialId, refusal.fact, request);
    return { valid: false, because: refusal.fact };
  }
  if (member === null || found === null) return { valid: false, because: 'unknown' };
  services.keyUses.note(organizationOf(request), found.credentialId, request); // a plan asks whether a key is in use
  return { valid: true, memberId: member.id, kind: member.kind, scopes: [...found.scopes] };
}

/** @throws Failure not-allowed */
function mayAsk(caller: Caller): void {
  if (!mayAskForOthers(caller))
    throw new Failure('not-allowed', { action: 'check', because: 'Only hosts and admins ask for others' });
}
