import { settleGrant, takeGrant } from '../../prisma/commands/consent-requests/settle.ts';
import { listGrants } from '../../prisma/queries/grants/list.ts';
import { Failure } from '../../rules/failures.ts';
import { lookAgain, removalWorkflowId } from '../../workflows/removals/messages.ts';
import { needAccess } from '../access/decisions.ts';
import type { App } from '../app-types.ts';
import { actorOf, callerOf } from '../auth.ts';
import { IdempotencyHeaders, paramsWith, problems } from '../schemas.ts';
import type { Services } from '../services.ts';
import { Grant, TakenGrant } from './schemas.ts';

const one = '/v1/organizations/:organization/grants/:grant';
const ofOne = { tags: ['Grants'], params: paramsWith('grant'), headers: IdempotencyHeaders };

/** For hosts that take no consents by hand-over: they take one themselves, and say when runs use it. */
export function switchRoutes(app: App, services: Services): void {
  const { db, secrets, engine } = services;
  const find = async (organization: string, grantId: string) => {
    const [grant] = await listGrants(db, organization, { grantId }, { limit: 1 });
    if (grant === undefined) throw new Failure('not-found', { object: 'grant' });
    return grant;
  };
  const taking = {
    operationId: 'takeGrant',
    summary: 'Hand a consent that a connection rests on to its host’s program',
  };
  app.post(
    `${one}/take`,
    {
      config: { access: { role: 'admin', scope: 'write' } },
      schema: { ...taking, ...ofOne, response: { 200: TakenGrant, ...problems } },
    },
    async (request, reply) => {
      const { organization, grant: grantId } = request.params;
      if (callerOf(request).through !== 'api-key')
        throw new Failure('not-allowed', { action: 'take', because: 'only a program takes it, with an API key' });
      void reply.header('cache-control', 'no-store');
      return await takeGrant(db, secrets, organization, actorOf(request), { grantId });
    },
  );
  const settling = {
    operationId: 'settleGrant',
    summary: 'Say that runs use a consent: the one before may be revoked',
  };
  app.post(
    `${one}/settle`,
    {
      config: { access: { role: 'member', scope: 'write' } },
      schema: { ...settling, ...ofOne, response: { 200: Grant, ...problems } },
    },
    async (request) => {
      const { organization, grant: grantId } = request.params;
      const { connectionId } = await find(organization, grantId);
      await needAccess(services, request, connectionId, 'edit');
      const { leavers } = await settleGrant(db, organization, actorOf(request), { grantId, now: new Date() });
      for (const leaver of leavers) await engine.tell(removalWorkflowId(organization, leaver), lookAgain);
      return await find(organization, grantId);
    },
  );
}
