import type { App } from '../app-types.ts';
import { pending } from '../pending.ts';
import { OrganizationParams, paramsWith, problems, RequiredIdempotencyHeaders } from '../schemas.ts';
import { Approval, ApprovalPage, Decide, ListApprovals } from './schemas.ts';

export function approvalsRoutes(app: App): void {
  app.get(
    '/v1/organizations/:organization/approvals',
    {
      config: { access: { role: 'viewer', scope: 'read' } },
      schema: {
        operationId: 'listApprovals',
        summary: 'List approvals',
        tags: ['Approvals'],
        params: OrganizationParams,
        querystring: ListApprovals,
        response: { 200: ApprovalPage, ...problems },
      },
    },
    pending,
  );
  app.get(
    '/v1/organizations/:organization/approvals/:approval',
    {
      config: { access: { role: 'viewer', scope: 'read' } },
      schema: {
        operationId: 'readApproval',
        summary: 'Read an approval',
        tags: ['Approvals'],
        params: paramsWith('approval'),
        response: { 200: Approval, ...problems },
      },
    },
    pending,
  );
  app.post(
    '/v1/organizations/:organization/approvals/:approval/decide',
    {
      config: { access: { role: 'viewer', scope: 'write' } },
      schema: {
        operationId: 'decide',
        summary: 'Approve or refuse',
        tags: ['Approvals'],
        params: paramsWith('approval'),
        headers: RequiredIdempotencyHeaders,
        body: Decide,
        response: { 200: Approval, ...problems },
      },
    },
    pending,
  );
}
