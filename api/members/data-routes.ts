import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { liftLegalHold, placeLegalHold } from '../../prisma/commands/members/legal-hold.ts';
import { exportSubject } from '../../prisma/queries/members/export.ts';
import { Failure } from '../../rules/failures.ts';
import { erasureWorkflowId, lookAgain } from '../../workflows/erasures/messages.ts';
import type { App } from '../app-types.ts';
import { actorOf, callerOf, whyNotRole } from '../auth.ts';
import { IdempotencyHeaders, paramsWith, problems } from '../schemas.ts';
import type { Services } from '../services.ts';
import { memberIn } from './routes.ts';
import { LegalHold, Member } from './schemas.ts';

const member = '/v1/organizations/:organization/members/:member';
const tags = ['Members'];

/** A person's data: what keeps it from being erased, and their own copy of it. */
export function dataRoutes(app: App, services: Services): void {
  holdRoutes(app, services);
  app.get(
    `${member}/export`,
    {
      config: { access: { role: 'viewer', scope: 'read' } },
      schema: {
        operationId: 'exportMember',
        summary: 'All that this organization has about a person, for themselves or an admin',
        description: 'Before an erasure: the subject’s own copy (GDPR, articles 15 and 20). No secret is in it.',
        tags,
        params: paramsWith('member'),
        response: { 200: z.record(z.string(), z.unknown()), ...problems },
      },
    },
    async (request, reply) => {
      const { organization, member: memberId } = request.params;
      const caller = callerOf(request);
      const because = caller.memberId === memberId ? undefined : whyNotRole(caller, 'admin');
      if (because !== undefined) throw new Failure('not-allowed', { action: 'export', because });
      const found = await exportSubject(services.db, organization, { memberId, now: new Date() });
      void reply.header('content-disposition', `attachment; filename="member-${memberId}.json"`);
      return found;
    },
  );
}

function holdRoutes(app: App, services: Services): void {
  const { db, engine } = services;
  const config = { access: { role: 'admin', scope: 'write', fresh: true } } as const;
  const shared = {
    tags,
    params: paramsWith('member'),
    headers: IdempotencyHeaders,
    body: LegalHold,
    response: { 200: Member, ...problems },
  };
  const hold = (request: FastifyRequest) => {
    const { member: memberId } = request.params as { member: string };
    const { reason } = request.body as z.output<typeof LegalHold>;
    return { memberId, reason, now: new Date() };
  };
  app.post(
    `${member}/place-legal-hold`,
    {
      config,
      schema: {
        operationId: 'placeLegalHold',
        summary: 'Keep everything about this member from being erased, until it is lifted',
        ...shared,
      },
    },
    async (request) => {
      await placeLegalHold(db, callerOf(request).organization, actorOf(request), hold(request));
      return await memberIn(services, request, request.params.member);
    },
  );
  app.post(
    `${member}/lift-legal-hold`,
    {
      config,
      schema: { operationId: 'liftLegalHold', summary: 'Lift a legal hold: an erasure that waited goes on', ...shared },
    },
    async (request) => {
      const { organization } = callerOf(request);
      await liftLegalHold(db, organization, actorOf(request), hold(request));
      const found = await memberIn(services, request, request.params.member);
      if (found.erasureId !== null) await engine.tell(erasureWorkflowId(organization, found.erasureId), lookAgain);
      return found;
    },
  );
}
