import type { App } from '../app-types.ts';
import { pending } from '../pending.ts';
import { OrganizationParams, paramsWith, problems, RequiredIdempotencyHeaders } from '../schemas.ts';
import { Attest, FollowUp, FollowUpPage, ListFollowUps } from './schemas.ts';

export function followUpsRoutes(app: App): void {
  app.get(
    '/v1/organizations/:organization/follow-ups',
    {
      config: { access: { role: 'viewer', scope: 'read' } },
      schema: {
        operationId: 'listFollowUps',
        summary: 'List follow-ups: one’s own, or all for an admin',
        tags: ['Follow-ups'],
        params: OrganizationParams,
        querystring: ListFollowUps,
        response: { 200: FollowUpPage, ...problems },
      },
    },
    pending,
  );
  app.get(
    '/v1/organizations/:organization/follow-ups/:followUp',
    {
      config: { access: { role: 'viewer', scope: 'read' } },
      schema: {
        operationId: 'readFollowUp',
        summary: 'Read a follow-up',
        tags: ['Follow-ups'],
        params: paramsWith('followUp'),
        response: { 200: FollowUp, ...problems },
      },
    },
    pending,
  );
  app.post(
    '/v1/organizations/:organization/follow-ups/:followUp/attest',
    {
      config: { access: { role: 'viewer', scope: 'write' } },
      schema: {
        operationId: 'attest',
        summary: 'State that it is done',
        tags: ['Follow-ups'],
        params: paramsWith('followUp'),
        headers: RequiredIdempotencyHeaders,
        body: Attest,
        response: { 200: FollowUp, ...problems },
      },
    },
    pending,
  );
}
