import { registerResourceKind } from '../../prisma/commands/resources/kinds.ts';
import { listResourceKinds } from '../../prisma/queries/resource-kinds/list.ts';
import type { App } from '../app-types.ts';
import { actorOf } from '../auth.ts';
import { IdempotencyHeaders, OrganizationParams, problems } from '../schemas.ts';
import type { Services } from '../services.ts';
import { RegisteredResourceKind, RegisterResourceKind, ResourceKindList } from './schemas.ts';

const kinds = '/v1/organizations/:organization/resource-kinds';
const shared = { tags: ['Resource kinds'], params: OrganizationParams };

export function resourceKindsRoutes(app: App, { db, secrets }: Services): void {
  app.get(
    kinds,
    {
      config: { access: { role: 'viewer', scope: 'read' } },
      schema: {
        operationId: 'listResourceKinds',
        summary: 'List resource kinds',
        ...shared,
        response: { 200: ResourceKindList, ...problems },
      },
    },
    async ({ params }) => ({ items: await listResourceKinds(db, params.organization) }),
  );
  app.post(
    kinds,
    {
      config: { access: { role: 'admin', scope: 'write' } },
      schema: {
        operationId: 'registerResourceKind',
        summary: 'Register a kind, with where its hand-overs go; or change the one of that name',
        ...shared,
        headers: IdempotencyHeaders,
        body: RegisterResourceKind,
        response: { 201: RegisteredResourceKind, ...problems },
      },
    },
    async (request, reply) => {
      const { handoverUrl, ...kind } = request.body;
      const input = { ...kind, ...(handoverUrl === undefined ? {} : { handoverUrl }) };
      const made = await registerResourceKind(db, secrets, request.params.organization, actorOf(request), input);
      return reply.code(201).send({ ...input, handoverUrl: handoverUrl ?? null, handoverSecret: made.handoverSecret });
    },
  );
}
