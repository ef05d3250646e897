import type { FastifyRequest } from 'fastify';
import { acceptOffer, declineOffer, redirectOffer } from '../../prisma/commands/hand-over-offers/answer.ts';
import { lookAgain, removalWorkflowId } from '../../workflows/removals/messages.ts';
import type { App } from '../app-types.ts';
import { actorOf, callerOf } from '../auth.ts';
import { requestIdOf } from '../idempotency.ts';
import { IdempotencyHeaders, paramsWith, problems } from '../schemas.ts';
import type { Services } from '../services.ts';
import { offerOf, present } from './present.ts';
import { AcceptOffer, DeclineOffer, HandOverOffer, RedirectOffer } from './schemas.ts';

const one = '/v1/organizations/:organization/hand-over-offers/:offer';
const writing = { access: { role: 'viewer', scope: 'write' } } as const;
const shared = {
  tags: ['Hand-over offers'],
  params: paramsWith('offer'),
  headers: IdempotencyHeaders,
  response: { 200: HandOverOffer, ...problems },
};

/** The answer is complete with its command; the run hears of it, and would find out by itself. */
export function answerRoutes(app: App, services: Services): void {
  const { db, engine } = services;
  const answered = async (request: FastifyRequest, command: () => Promise<{ leaverId: string }>) => {
    const { leaverId } = await command();
    await engine.tell(removalWorkflowId(callerOf(request).organization, leaverId), lookAgain);
    return present(await offerOf(services, request), callerOf(request));
  };
  const answerOf = async (request: FastifyRequest) => {
    const { id } = await offerOf(services, request);
    return { offerId: id, now: new Date(), receipt: `hand-over-offer/${id}/answer/${requestIdOf(request)}` };
  };
  app.post(
    `${one}/accept`,
    {
      config: writing,
      schema: { operationId: 'acceptHandOver', summary: 'Take what is offered', ...shared, body: AcceptOffer },
    },
    async (request) => {
      const input = { ...(await answerOf(request)), items: request.body.items };
      return await answered(request, () => acceptOffer(db, callerOf(request).organization, actorOf(request), input));
    },
  );
  app.post(
    `${one}/decline`,
    {
      config: writing,
      schema: {
        operationId: 'declineHandOver',
        summary: 'Don’t take it, or not these items: they go to the next by the rules',
        ...shared,
        body: DeclineOffer,
      },
    },
    async (request) => {
      const { items, reason } = request.body;
      const input = { ...(await answerOf(request)), reason, ...(items === undefined ? {} : { itemKeys: items }) };
      return await answered(request, () => declineOffer(db, callerOf(request).organization, actorOf(request), input));
    },
  );
  app.post(
    `${one}/redirect`,
    {
      config: writing,
      schema: {
        operationId: 'redirectHandOver',
        summary: 'Name a colleague who is asked instead',
        ...shared,
        body: RedirectOffer,
      },
    },
    async (request) => {
      const { items, toMemberId, reason = null } = request.body;
      const only = items === undefined ? {} : { itemKeys: items };
      const input = { ...(await answerOf(request)), reason, toMemberId, ...only };
      return await answered(request, () => redirectOffer(db, callerOf(request).organization, actorOf(request), input));
    },
  );
}
