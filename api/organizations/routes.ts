import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import {
  changeBillingContact,
  changeCustodian,
  changePolicy,
  changeSlug,
  renameOrganization,
} from '../../prisma/commands/organizations/change.ts';
import { memberRefs, refOf } from '../../prisma/queries/members/refs.ts';
import { findOrganization } from '../../prisma/queries/organizations/find.ts';
import { withinScopes } from '../../rules/access/scopes.ts';
import type { OrgRole } from '../../rules/access/types.ts';
import { Failure } from '../../rules/failures.ts';
import type { StoredPolicy } from '../../rules/organizations/policy.ts';
import type { App } from '../app-types.ts';
import { actorOf, type Caller, callerOf, whyNotPermission, whyNotRole } from '../auth.ts';
import { unless } from '../may.ts';
import { type Allowed, IdempotencyHeaders, OrganizationParams, problems } from '../schemas.ts';
import type { Services } from '../services.ts';
import { ChangeContact, ChangePolicy, ChangeSlug, Organization, Rename } from './schemas.ts';

const one = '/v1/organizations/:organization';
const admins = { access: { role: 'admin', scope: 'write' } } as const;
const freshAdmins = { access: { role: 'admin', scope: 'write', fresh: true } } as const;
const shared = {
  tags: ['Organization'],
  params: OrganizationParams,
  response: { 200: Organization, ...problems },
};
const writing = { ...shared, headers: IdempotencyHeaders };

export function organizationsRoutes(app: App, services: Services): void {
  const { db } = services;
  app.get(
    one,
    {
      config: { access: { role: 'viewer', scope: 'read' } },
      schema: {
        operationId: 'readOrganization',
        summary: 'Read the organization, and what the caller may do',
        ...shared,
      },
    },
    (request) => readOrganization(services, request),
  );
  app.post(
    `${one}/rename`,
    { config: admins, schema: { operationId: 'renameOrganization', summary: 'Rename it', ...writing, body: Rename } },
    async (request) => {
      await renameOrganization(db, request.params.organization, actorOf(request), request.body);
      return await readOrganization(services, request);
    },
  );
  const slug = { operationId: 'changeSlug', summary: 'Change its slug', ...writing, body: ChangeSlug };
  app.post(`${one}/change-slug`, { config: freshAdmins, schema: slug }, async (request) => {
    await changeSlug(db, request.params.organization, actorOf(request), request.body);
    return await readOrganization(services, request);
  });
  const policy = { operationId: 'changePolicy', summary: 'Change parts of the policy', ...writing, body: ChangePolicy };
  app.post(`${one}/change-policy`, { config: freshAdmins, schema: policy }, async (request) => {
    const changed = request.body as StoredPolicy; // what was left out is left out
    await changePolicy(db, request.params.organization, actorOf(request), { policy: changed });
    return await readOrganization(services, request);
  });
  const custodian = {
    operationId: 'changeCustodian',
    summary: 'Name another custodian',
    ...writing,
    body: ChangeContact,
  };
  app.post(`${one}/change-custodian`, { config: freshAdmins, schema: custodian }, async (request) => {
    await changeCustodian(db, request.params.organization, actorOf(request), request.body);
    return await readOrganization(services, request);
  });
  const summary = 'Name another billing contact';
  const billing = { operationId: 'changeBillingContact', summary, ...writing, body: ChangeContact };
  app.post(`${one}/change-billing-contact`, { config: freshAdmins, schema: billing }, async (request) => {
    await changeBillingContact(db, request.params.organization, actorOf(request), request.body);
    return await readOrganization(services, request);
  });
}

/** The organization as its callers see it. @throws Failure not-found */
export async function readOrganization(
  { db }: Services,
  request: FastifyRequest,
): Promise<z.output<typeof Organization>> {
  const caller = callerOf(request);
  const [organization, refs] = await Promise.all([
    findOrganization(db, caller.organization),
    memberRefs(db, caller.organization, [caller.memberId]),
  ]);
  if (organization === null) throw new Failure('not-found', { object: 'organization' });
  const { name } = refOf(refs, caller.memberId);
  const { memberId, role, through, freshUntil } = caller;
  const policy = structuredClone(organization.policy) as z.output<typeof Organization>['policy']; // the same, but not read-only
  return { ...organization, policy, caller: { memberId, name, role, through, freshUntil }, may: mayOf(caller) };
}

function mayOf(caller: Caller): z.output<typeof Organization>['may'] {
  const may = (role: OrgRole, scope: 'read' | 'write'): Allowed =>
    unless(!withinScopes(caller.scopes, scope) && `The API key lacks the scope ${scope}`, whyNotRole(caller, role));
  const byPerson = (allowed: Allowed): Allowed =>
    allowed.allowed ? unless(caller.through === 'api-key' && 'This needs a person who signed in just now') : allowed;
  const admin = may('admin', 'write');
  const member = may('member', 'write');
  const create = member.allowed ? unless(whyNotPermission(caller, 'create')) : member;
  return {
    invite: admin,
    remove: byPerson(admin),
    suspend: admin,
    changePolicy: byPerson(admin),
    rename: admin,
    close: byPerson(admin),
    createTeam: admin,
    createCustomRole: admin,
    createResource: create,
    createConnection: create,
    createServiceAccount: admin,
    createApiKey: may('viewer', 'write'),
    readAudit: may('admin', 'read'),
    seeRemovals: may('admin', 'read'),
  };
}
