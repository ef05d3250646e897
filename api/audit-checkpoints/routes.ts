import { z } from 'zod';
import { listAuditCheckpoints } from '../../prisma/queries/audit-entries/retention.ts';
import type { App } from '../app-types.ts';
import { pageOf } from '../pages.ts';
import { OrganizationParams, problems } from '../schemas.ts';
import type { Services } from '../services.ts';
import { AuditCheckpointPage, ListAuditCheckpoints } from './schemas.ts';

export function auditCheckpointsRoutes(app: App, { db }: Services): void {
  app.get(
    '/v1/organizations/:organization/audit-checkpoints',
    {
      config: { access: { role: 'admin', scope: 'read' } },
      schema: {
        operationId: 'listAuditCheckpoints',
        summary: 'List the signed checkpoints behind which old audit entries were dropped, the newest first',
        tags: ['Audit'],
        params: OrganizationParams,
        querystring: ListAuditCheckpoints,
        response: { 200: AuditCheckpointPage, ...problems },
      },
    },
    async ({ query, params: { organization } }) => {
      const { rows, nextCursor } = await pageOf({
        query,
        position: z.int(),
        read: (limit, after) =>
          listAuditCheckpoints(db, organization, { before: after === undefined ? undefined : BigInt(after), limit }),
        after: ({ sequence }) => Number(sequence),
      });
      const items = rows.map(({ sequence, hash, cutoff, at, jws }) => ({
        sequence: Number(sequence),
        hash: Buffer.from(hash).toString('hex'),
        before: cutoff,
        at,
        jws,
      }));
      return { items, nextCursor };
    },
  );
}
