import { Readable } from 'node:stream';
import { z } from 'zod';
import { type ExportedEntry, exportAuditEntries } from '../../prisma/queries/audit-entries/export.ts';
import { type AuditEntryRow, listAuditEntries } from '../../prisma/queries/audit-entries/list.ts';
import type { App } from '../app-types.ts';
import { listName, pageOf } from '../pages.ts';
import { OrganizationParams, problems } from '../schemas.ts';
import type { Services } from '../services.ts';
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
        list: listName('audit-entries', query),
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
        summary: 'Export the chain, for verifying it offline with scripts/verify-audit.py',
        ...shared,
        querystring: ExportAuditEntries,
        response: {
          200: {
            description: 'NDJSON: sequence, body exactly as it was hashed, hash',
            content: { 'application/x-ndjson': { schema: z.string() } },
          },
          ...problems,
        },
      },
    },
    async ({ query, params: { organization } }, reply) => {
      const pages = exportAuditEntries(db, organization, { after: BigInt(query.after) });
      void reply.header('content-disposition', 'attachment; filename="audit.ndjson"').type('application/x-ndjson');
      const lines = Readable.from(linesOf(pages));
      return reply.send(lines as unknown as string); // a stream goes out as it is, without a serializer
    },
  );
}

async function* linesOf(pages: AsyncIterable<ExportedEntry[]>): AsyncGenerator<string> {
  for await (const page of pages) {
    const lines = page.map(({ sequence, body, hash }) => JSON.stringify({ sequence: Number(sequence), body, hash }));
    yield `${lines.join('\n')}\n`;
  }
}

interface Body {
  at: string;
  action: string;
  object: string;
  objectId?: string;
  actor: Record<string, unknown>;
  before?: unknown;
  after?: unknown;
  reason?: string;
}

function present({ sequence, body, hash }: AuditEntryRow): z.output<typeof AuditEntry> {
  const { at, objectId = null, reason = null, ...rest } = JSON.parse(body) as Body;
  const read = { ...rest, at: new Date(at), objectId, reason };
  return { sequence: Number(sequence), ...read, hash: Buffer.from(hash).toString('hex') };
}
