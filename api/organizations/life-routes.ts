import { closeOrganization, reopenOrganization } from '../../prisma/commands/organizations/change-status.ts';
import { createOwnOrganization } from '../../prisma/commands/organizations/create-own.ts';
import { findOrganization } from '../../prisma/queries/organizations/find.ts';
import { findOwnOrganization } from '../../prisma/queries/sessions/read.ts';
import { Failure } from '../../rules/failures.ts';
import type { App } from '../app-types.ts';
import { actorOf, personOf } from '../auth.ts';
import { noteOf } from '../click.ts';
import { mayCreateOrganization } from '../sessions/own.ts';
import { SessionOrganization } from '../sessions/schemas.ts';
import { IdempotencyHeaders, noContent, OrganizationParams, problems } from '../schemas.ts';
import type { Services } from '../services.ts';
import { CloseOrganization, CreateOrganization, ReopenOrganization } from './schemas.ts';

const tags = ['Organization'];

/** How an organization begins, and how it ends and comes back. */
export function organizationLifeRoutes(app: App, services: Services): void {
  create(app, services);
  closeAndReopen(app, services);
}

function create(app: App, services: Services): void {
  app.post(
    '/v1/organizations',
    {
      config: { access: 'person' },
      schema: {
        operationId: 'createOrganization',
        summary: 'Create an organization, whose first admin, billing contact and custodian one is',
        tags,
        security: [{ session: [] }],
        headers: IdempotencyHeaders,
        body: CreateOrganization,
        response: { 201: SessionOrganization, ...problems },
      },
    },
    async (request, reply) => {
      const session = personOf(request);
      const { allowed, because = '' } = mayCreateOrganization(services, session);
      if (!allowed || session.email === null)
        throw new Failure('not-allowed', { action: 'create organization', because });
      const { timeZone, ...body } = request.body;
      const key = request.headers['idempotency-key'];
      const id = await createOwnOrganization(services.db, services.secrets, {
        ...body,
        ...(timeZone === undefined ? {} : { timeZone }),
        ...(key === undefined ? {} : { key }),
        personId: session.personId,
        email: session.email,
        now: new Date(),
        address: request.ip,
        requestId: request.id,
      });
      const created = await findOwnOrganization(services.db, session, id);
      if (created === null) throw new Failure('not-found', { object: 'organization' });
      return reply.code(201).send(created);
    },
  );
}

function closeAndReopen(app: App, services: Services): void {
  const { db } = services;
  const shared = {
    tags,
    params: OrganizationParams,
    headers: IdempotencyHeaders,
    response: { 204: noContent, ...problems },
  };
  app.post(
    '/v1/organizations/:organization/close',
    {
      config: { access: { role: 'admin', scope: 'write', fresh: true } },
      schema: {
        operationId: 'closeOrganization',
        summary: 'Close it: every session, key and check is refused at once; everything is kept',
        ...shared,
        body: CloseOrganization,
      },
    },
    async (request, reply) => {
      const { organization } = request.params;
      const found = await findOrganization(db, organization);
      if (found?.slug !== request.body.slug)
        throw new Failure('invalid-request', { field: 'slug', expected: 'the slug of this organization' });
      const reason = await noteOf(services, request, request.body.reason);
      await closeOrganization(db, organization, actorOf(request), { reason });
      return reply.code(204).send();
    },
  );
  app.post(
    '/v1/organizations/:organization/reopen',
    {
      config: { access: { role: 'admin', scope: 'write', fresh: true, whenClosed: true } },
      schema: {
        operationId: 'reopenOrganization',
        summary: 'Reopen it, after an admin closed it',
        ...shared,
        body: ReopenOrganization,
      },
    },
    async (request, reply) => {
      const reason = await noteOf(services, request, request.body.reason);
      await reopenOrganization(db, request.params.organization, actorOf(request), { reason });
      return reply.code(204).send();
    },
  );
}
