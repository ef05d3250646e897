import { z } from 'zod';
import {
  addEmailDomain,
  changeEmailDomainRule,
  removeEmailDomain,
} from '../../prisma/commands/email-domains/change.ts';
import { findEmailDomain, listEmailDomains } from '../../prisma/queries/email-domains/list.ts';
import { Failure } from '../../rules/failures.ts';
import type { App } from '../app-types.ts';
import { actorOf } from '../auth.ts';
import { pageOf } from '../pages.ts';
import { IdempotencyHeaders, ListQuery, noContent, OrganizationParams, problems } from '../schemas.ts';
import type { Services } from '../services.ts';
import { AddEmailDomain, ChangeEmailDomainRule, EmailDomain, EmailDomainPage, EmailDomainParams } from './schemas.ts';

const emailDomains = '/v1/organizations/:organization/email-domains';
const tags = ['Email domains'];
const freshAdmins = { access: { role: 'admin', scope: 'write', fresh: true } } as const;

/** What the organization says of email domains: it decides what becomes of an invitation. */
export function emailDomainsRoutes(app: App, services: Services): void {
  const { db } = services;
  app.get(
    emailDomains,
    {
      config: { access: { role: 'admin', scope: 'read' } },
      schema: {
        operationId: 'listEmailDomains',
        summary: 'List email domains',
        tags,
        params: OrganizationParams,
        querystring: ListQuery,
        response: { 200: EmailDomainPage, ...problems },
      },
    },
    async ({ params: { organization }, query }) => {
      const { rows, nextCursor } = await pageOf({
        query,
        position: z.string(),
        read: (limit, after) => listEmailDomains(db, organization, { after, limit }),
        after: ({ name }) => name,
      });
      return { items: [...rows], nextCursor };
    },
  );
  app.post(
    emailDomains,
    {
      config: freshAdmins,
      schema: {
        operationId: 'addEmailDomain',
        summary: 'List an email domain as guest or blocked',
        tags,
        params: OrganizationParams,
        headers: IdempotencyHeaders,
        body: AddEmailDomain,
        response: { 201: EmailDomain, ...problems },
      },
    },
    async (request, reply) => {
      const { organization } = request.params;
      await addEmailDomain(db, organization, actorOf(request), request.body);
      return reply.code(201).send(await emailDomainIn(services, organization, request.body.name));
    },
  );
  one(app, services);
}

function one(app: App, services: Services): void {
  const { db } = services;
  const shared = { tags, params: EmailDomainParams };
  app.post(
    `${emailDomains}/:emailDomain/change-rule`,
    {
      config: freshAdmins,
      schema: {
        operationId: 'changeEmailDomainRule',
        summary: 'Change what is said of it',
        ...shared,
        headers: IdempotencyHeaders,
        body: ChangeEmailDomainRule,
        response: { 200: EmailDomain, ...problems },
      },
    },
    async (request) => {
      const { organization, emailDomain: name } = request.params;
      await changeEmailDomainRule(db, organization, actorOf(request), { name, rule: request.body.rule });
      return await emailDomainIn(services, organization, name);
    },
  );
  app.delete(
    `${emailDomains}/:emailDomain`,
    {
      config: freshAdmins,
      schema: {
        operationId: 'removeEmailDomain',
        summary: 'List it no more',
        ...shared,
        response: { 204: noContent, ...problems },
      },
    },
    async (request, reply) => {
      const { organization, emailDomain: name } = request.params;
      await removeEmailDomain(db, organization, actorOf(request), { name });
      return reply.code(204).send();
    },
  );
}

/** @throws Failure not-found */
async function emailDomainIn({ db }: Services, organization: string, name: string) {
  const found = await findEmailDomain(db, organization, name);
  if (found === null) throw new Failure('not-found', { object: 'email domain' });
  return found;
}
