import type { App } from '../app-types.ts';
import { pending } from '../pending.ts';
import { OrganizationParams, problems } from '../schemas.ts';
import { AccessAnswers, AccessExplanation, CheckAccess, ExplainAccess, KeyAnswer, VerifyKey } from './schemas.ts';

export function accessRoutes(app: App): void {
  app.post(
    '/v1/organizations/:organization/access/check',
    {
      config: { access: { role: 'viewer', scope: 'check' } },
      schema: {
        operationId: 'checkAccess',
        summary: 'Ask who may do what: one question, or a hundred',
        tags: ['Access'],
        params: OrganizationParams,
        body: CheckAccess,
        response: { 200: AccessAnswers, ...problems },
      },
    },
    pending,
  );
  app.post(
    '/v1/organizations/:organization/access/explain',
    {
      config: { access: { role: 'viewer', scope: 'check' } },
      schema: {
        operationId: 'explainAccess',
        summary: 'Ask one question, and why',
        tags: ['Access'],
        params: OrganizationParams,
        body: ExplainAccess,
        response: { 200: AccessExplanation, ...problems },
      },
    },
    pending,
  );
  app.post(
    '/v1/organizations/:organization/access/verify',
    {
      config: { access: { role: 'viewer', scope: 'check' } },
      schema: {
        operationId: 'verifyKey',
        summary: 'Ask whether an API key of this organization is good',
        tags: ['Access'],
        params: OrganizationParams,
        body: VerifyKey,
        response: { 200: KeyAnswer, ...problems },
      },
    },
    pending,
  );
}
