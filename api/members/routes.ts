import type { Services } from '../services.ts';
import type { App } from '../app-types.ts';
import { pending } from '../pending.ts';
import { IdempotencyHeaders, OrganizationParams, paramsWith, problems } from '../schemas.ts';
import { ChangeRole, ListMembers, Member, MemberPage, ReactivateMember, SuspendMember } from './schemas.ts';

export function membersRoutes(app: App, services: Services): void {
  app.get(
    '/v1/organizations/:organization/members',
    {
      config: { access: { role: 'viewer', scope: 'read' } },
      schema: {
        operationId: 'listMembers',
        summary: 'List members',
        tags: ['Members'],
        params: OrganizationParams,
        querystring: ListMembers,
        response: { 200: MemberPage, ...problems },
      },
    },
    pending,
  );
  app.get(
    '/v1/organizations/:organization/members/:member',
    {
      config: { access: { role: 'viewer', scope: 'read' } },
      schema: {
        operationId: 'readMember',
        summary: 'Read a member',
        tags: ['Members'],
        params: paramsWith('member'),
        response: { 200: Member, ...problems },
      },
    },
    pending,
  );
  app.post(
    '/v1/organizations/:organization/members/:member/suspend',
    {
      config: { access: { role: 'admin', scope: 'write' } },
      schema: {
        operationId: 'suspendMember',
        summary: 'Suspend at once: an emergency needs no plan',
        tags: ['Members'],
        params: paramsWith('member'),
        headers: IdempotencyHeaders,
        body: SuspendMember,
        response: { 200: Member, ...problems },
      },
    },
    pending,
  );
  app.post(
    '/v1/organizations/:organization/members/:member/reactivate',
    {
      config: { access: { role: 'admin', scope: 'write', fresh: true } },
      schema: {
        operationId: 'reactivateMember',
        summary: 'Lift a suspension',
        tags: ['Members'],
        params: paramsWith('member'),
        headers: IdempotencyHeaders,
        body: ReactivateMember,
        response: { 200: Member, ...problems },
      },
    },
    pending,
  );
  app.post(
    '/v1/organizations/:organization/members/:member/change-role',
    {
      config: { access: { role: 'admin', scope: 'write', fresh: true } },
      schema: {
        operationId: 'changeRole',
        summary: 'Change the org role',
        tags: ['Members'],
        params: paramsWith('member'),
        headers: IdempotencyHeaders,
        body: ChangeRole,
        response: { 200: Member, ...problems },
      },
    },
    pending,
  );
}
