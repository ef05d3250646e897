import { Readable } from 'node:stream';
import { z } from 'zod';
import { listAuditEntries, type ReadAuditEntry } from '../../prisma/queries/audit-entries/list.ts';
import type { App } from '../app-types.ts';
import { pageOf } from '../pages.ts';
import { OrganizationParams, problems } from '../schemas.ts';
import type { Services } from '../services.ts';
import { readBody } from './body.ts';
import { csvOf } from './csv.ts';
import { ndjsonOf } from './ndjson.ts';
import { type AuditEntry, AuditEntryPage, ExportAuditEntries, ListAuditEntries } from './schemas.ts';

const entries = '/v1/organizations/:organization/audit-entries';
const config = { access: { role: 'admin', scope: 'read' } } as const;
const shared = { tags: ['Audit'], params: OrganizationParams };

export function auditEntriesRoutes(app: App, { db }: Services): void {
  app.get(
    entries,
    {
      config,
      schema: {
        operationId: 'listAuditEntries',
        summary: 'List audit entries, in order or newest first',
        ...shared,
        querystring: ListAuditEntries,
        response: { 200: AuditEntryPage, ...problems },
      },
    },
    async ({ query, params: { organization } }) => {
      const { newestFirst } = query;
      const { rows, nextCursor } = await pageOf({
        query,
        position: z.int(),
        read: (limit, after) => {
          const from = after === undefined ? undefined : BigInt(after);
          return listAuditEntries(db, organization, query, { newestFirst, after: from, limit });
        },
        after: ({ sequence }) => Number(sequence),
      });
      return { items: rows.map(present), nextCursor };
    },
  );
  app.get(
    `${entries}/export`,
    {
      config,
      schema: {
        operationId: 'exportAuditEntries',
        summary: 'Export what the audit has, whole or what matches, as a stream',
        description:
          'The last line says that it is complete; without it, it was cut off. The whole audit as NDJSON can be verified offline (docs/verify.md).',
        ...shared,
        querystring: ExportAuditEntries,
        response: {
          200: {
            description:
              'NDJSON: sequence, hash, and body exactly as it was hashed; personal values in lines of their own. CSV: for reading',
            content: { 'application/x-ndjson': { schema: z.string() }, 'text/csv': { schema: z.string() } },
          },
          ...problems,
        },
      },
    },
    async ({ query, params: { organization } }, reply) => {
      const { format, after, ...filter } = query;
      const asked = { filter, after: BigInt(after) };
      const text = format === 'csv' ? csvOf(db, organization, asked) : ndjsonOf(db, organization, asked);
      void reply
        .header('content-disposition', `attachment; filename="audit.${format}"`)
        .type(format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson');
      return reply.send(Readable.from(text, { objectMode: true, highWaterMark: 1 }) as unknown as string); // a stream goes out as it is, without a serializer
    },
  );
}

function present({ sequence, body, hash, personal, actorName }: ReadAuditEntry): z.output<typeof AuditEntry> {
  const { at, action, object, objectId = null, actor, before, after, reason = null } = readBody(body);
  return {
    sequence: Number(sequence),
    at: new Date(at),
    action,
    object,
    objectId,
    actor,
    actorName,
    before,
    after,
    reason,
    personal,
    hash: Buffer.from(hash).toString('hex'),
  };
}
