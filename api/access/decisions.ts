import type { FastifyRequest } from 'fastify';
import { decide } from '../../rules/access/decide.ts';
import { sayReason } from '../../rules/access/explain.ts';
import type { AccessFacts, Action, Decision } from '../../rules/access/types.ts';
import { Failure } from '../../rules/failures.ts';
import { callerOf, credentialsOf } from '../auth.ts';
import type { Allowed } from '../schemas.ts';
import type { Services } from '../services.ts';

/** What the caller may do with resources, decided on facts that were read once. */
export class CallersAccess {
  readonly #facts: ReadonlyMap<string, AccessFacts>;
  readonly #now = Date.now();

  constructor(facts: ReadonlyMap<string, AccessFacts>) {
    this.#facts = facts;
  }

  factsOf(resourceId: string): AccessFacts {
    const facts = this.#facts.get(resourceId);
    if (facts === undefined) throw new Error(`access to ${resourceId} was not asked for`);
    return facts;
  }

  decide(resourceId: string, action: Action): Decision {
    return decide(this.factsOf(resourceId), action, this.#now);
  }

  may(resourceId: string, action: Action): Allowed {
    const decision = this.decide(resourceId, action);
    return decision.allowed ? { allowed: true } : { allowed: false, because: because(decision) };
  }

  /** Whoever may archive it may restore it. */
  mayRestore(resourceId: string): Allowed {
    const facts = this.#facts.get(resourceId);
    if (facts?.resource?.archived !== true) return { allowed: false, because: 'it is not archived' };
    const standing = { ...facts, resource: { ...facts.resource, archived: false } };
    const decision = decide(standing, 'archive', this.#now);
    return decision.allowed ? { allowed: true } : { allowed: false, because: because(decision) };
  }

  /** @throws Failure not-found when the caller may not even see it; not-allowed */
  need(resourceId: string, action: Action): void {
    if (!this.decide(resourceId, 'view').allowed) throw new Failure('not-found', { object: 'resource' });
    const decision = this.decide(resourceId, action);
    if (!decision.allowed) throw new Failure('not-allowed', { action, because: because(decision) });
  }
}

const because = (decision: Decision): string => decision.because.map((reason) => sayReason(reason)).join('; and ');

export async function callersAccess(
  services: Services,
  request: FastifyRequest,
  resourceIds: readonly string[],
): Promise<CallersAccess> {
  if (resourceIds.length === 0) return new CallersAccess(new Map());
  const hash = credentialsOf(request, services);
  const ids = [...new Set(resourceIds)];
  const questions = ids.map((resource) => ({ resource, action: 'view' as const }));
  const { organization } = callerOf(request);
  const { answers } = await services.askFacts({ organization, caller: hash, questions });
  return new CallersAccess(new Map(answers.map((facts, index) => [ids[index] ?? '', facts])));
}

/** @throws Failure not-found when the caller may not even see it; not-allowed */
export async function needAccess(
  services: Services,
  request: FastifyRequest,
  resourceId: string,
  action: Action,
): Promise<void> {
  (await callersAccess(services, request, [resourceId])).need(resourceId, action);
}
