import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Question } from '../../prisma/queries/access/facts.ts';
import { hashOfApiKey } from '../../prisma/secrets/api-key.ts';
import { refusalOf } from '../../rules/access/caller.ts';
import { decide } from '../../rules/access/decide.ts';
import { mayAskForOthers } from '../../rules/access/on-behalf.ts';
import type { Decision } from '../../rules/access/types.ts';
import { Failure } from '../../rules/failures.ts';
import { admit, type Caller, credentialsOf, organizationOf } from '../auth.ts';
import type { FirstRuns, Services } from '../services.ts';
import type { AccessQuestion, KeyAnswer } from './schemas.ts';

type Asked = z.output<typeof AccessQuestion>;

const hosts = { role: 'viewer', scope: 'check' } as const;

/**
 * Who asks and what they ask is read in one round trip, then decided.
 * @param watch told what automation was answered
 * @throws Failure as admit; not-allowed for those who may not ask for others
 */
export async function decided(
  services: Services,
  request: FastifyRequest,
  asked: readonly Asked[],
  watch?: FirstRuns,
): Promise<Decision[]> {
  const caller = credentialsOf(request, services);
  const question = { organization: organizationOf(request), caller, questions: asked.map(questionOf) };
  const facts = await services.askFacts(question);
  const admitted = admit(services, request, hosts, caller, facts.caller);
  const by = admitted instanceof Promise ? await admitted : admitted; // no turn of the loop for what is known
  if (asked.some(({ as }) => as !== undefined && as.member !== by.memberId)) mayAsk(by);
  // a session's first request opens its door: what was asked of the caller before that found nobody
  const { answers } = facts.caller.member === null ? await services.askFacts(question) : facts;
  const now = Date.now();
  return answers.map((answer, index) => {
    const action = asked[index]?.action ?? 'view';
    const decision = decide(answer, action, now);
    if (answer.automation !== undefined) watch?.note(question.organization, answer.automation, action, decision);
    return decision;
  });
}

function questionOf({ resource, action, as }: Asked): Question {
  if (as?.member !== undefined) return { resource, action, as: { member: as.member } };
  if (as?.runsAsOf !== undefined) return { resource, action, as: { runsAsOf: as.runsAsOf } };
  return { resource, action };
}

/** Whether a key of this organization is good, with the status of its holder and of the organization. @throws Failure as decided */
export async function verified(
  services: Services,
  request: FastifyRequest,
  key: string,
): Promise<z.output<typeof KeyAnswer>> {
  const caller = credentialsOf(request, services);
  const organization = organizationOf(request);
  const verify = hashOfApiKey(key); // what can't be a key of ours is not looked up
  const facts = await services.askFacts({ organization, caller, ...(verify === undefined ? {} : { verify }) });
  const admitted = admit(services, request, hosts, caller, facts.caller);
  mayAsk(admitted instanceof Promise ? await admitted : admitted);
  if (facts.verified === null) return { valid: false, because: 'unknown' };
  const refusal = refusalOf(facts.verified, Date.now());
  const { member, key: found } = facts.verified;
  if (refusal !== null) {
    if (found !== null) services.keyUses.noteDead(organization, found.credentialId, refusal.fact, request);
    return { valid: false, because: refusal.fact };
  }
  if (member === null || found === null) return { valid: false, because: 'unknown' };
  services.keyUses.note(organization, found.credentialId, request); // a plan asks whether a key is in use
  return { valid: true, memberId: member.id, kind: member.kind, scopes: [...found.scopes] };
}

/** @throws Failure not-allowed */
function mayAsk(caller: Pick<Caller, 'kind' | 'role'>): void {
  if (!mayAskForOthers(caller))
    throw new Failure('not-allowed', { action: 'check', because: 'Only hosts and admins ask for others' });
}
