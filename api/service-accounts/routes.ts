import { createServiceAccount } from '../../prisma/commands/service-accounts/create.ts';
import type { App } from '../app-types.ts';
import { actorOf } from '../auth.ts';
import { memberIn } from '../members/routes.ts';
import { Member } from '../members/schemas.ts';
import { IdempotencyHeaders, OrganizationParams, problems } from '../schemas.ts';
import type { Services } from '../services.ts';
import { CreateServiceAccount } from './schemas.ts';

export function serviceAccountsRoutes(app: App, services: Services): void {
  app.post(
    '/v1/organizations/:organization/service-accounts',
    {
      config: { access: { role: 'admin', scope: 'write' } },
      schema: {
        operationId: 'createServiceAccount',
        summary: 'Create a service account; it is a member like others',
        tags: ['Service accounts'],
        params: OrganizationParams,
        headers: IdempotencyHeaders,
        body: CreateServiceAccount,
        response: { 201: Member, ...problems },
      },
    },
    async (request, reply) => {
      const { organization } = request.params;
      const input = { ...request.body, now: new Date() };
      const { memberId } = await createServiceAccount(services.db, organization, actorOf(request), input);
      const member = await memberIn(services, request, memberId);
      return reply.code(201).send(member);
    },
  );
}
