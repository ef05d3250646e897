import { allowMoreRemovals } from '../../prisma/commands/removals/breaker.ts';
import { roomOf } from '../../prisma/queries/removals/room.ts';
import type { App } from '../app-types.ts';
import { actorOf, callerOf } from '../auth.ts';
import { unless } from '../may.ts';
import { IdempotencyHeaders, OrganizationParams, problems } from '../schemas.ts';
import type { Services } from '../services.ts';
import { AllowRemovals, RemovalAllowance, RemovalBreaker } from './schemas.ts';

const breaker = '/v1/organizations/:organization/removal-breaker';
const shared = { tags: ['Removals'], params: OrganizationParams };

/** The breaker in front of every source of removals (design, Removal). */
export function removalBreakerRoutes(app: App, { db }: Services): void {
  app.get(
    breaker,
    {
      config: { access: { role: 'admin', scope: 'read' } },
      schema: {
        operationId: 'readRemovalBreaker',
        summary: 'How many removals may be planned before a second admin has to agree',
        ...shared,
        response: { 200: RemovalBreaker, ...problems },
      },
    },
    async (request) => {
      const { organization, memberId, through } = callerOf(request);
      const room = await roomOf(db, organization, { requestedById: memberId, now: new Date() });
      return { ...room, may: { allow: unless(through !== 'session' && 'Only a person who is signed in allows more') } };
    },
  );
  app.post(
    `${breaker}/allow`,
    {
      config: { access: { role: 'admin', scope: 'write', fresh: true } },
      schema: {
        operationId: 'allowRemovals',
        summary: 'Agree, as a second admin, to more removals by others than the breaker lets through',
        ...shared,
        headers: IdempotencyHeaders,
        body: AllowRemovals,
        response: { 201: RemovalAllowance, ...problems },
      },
    },
    async (request, reply) => {
      const { more, reason } = request.body;
      const { organization } = callerOf(request);
      const allowance = await allowMoreRemovals(db, organization, actorOf(request), { more, reason, now: new Date() });
      return reply.code(201).send({ ...allowance, more });
    },
  );
}
