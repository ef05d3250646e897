import type { Services } from '../services.ts';
import { z } from 'zod';
import type { App } from '../app-types.ts';
import { pending } from '../pending.ts';
import { OrganizationParams, problems } from '../schemas.ts';
import { AuditEntryPage, ExportAuditEntries, ListAuditEntries } from './schemas.ts';

export function auditEntriesRoutes(app: App, services: Services): void {
  app.get(
    '/v1/organizations/:organization/audit-entries',
    {
      config: { access: { role: 'admin', scope: 'read' } },
      schema: {
        operationId: 'listAuditEntries',
        summary: 'List audit entries',
        tags: ['Audit'],
        params: OrganizationParams,
        querystring: ListAuditEntries,
        response: { 200: AuditEntryPage, ...problems },
      },
    },
    pending,
  );
  app.get(
    '/v1/organizations/:organization/audit-entries/export',
    {
      config: { access: { role: 'admin', scope: 'read' } },
      schema: {
        operationId: 'exportAuditEntries',
        summary: 'Export the chain as NDJSON: sequence, body as hashed, hash',
        tags: ['Audit'],
        params: OrganizationParams,
        querystring: ExportAuditEntries,
        response: {
          200: { description: 'One entry per line', content: { 'application/x-ndjson': { schema: z.string() } } },
          ...problems,
        },
      },
    },
    pending,
  );
}
