import { Readable } from 'node:stream';
import { z } from 'zod';
import type { RemovalDetail } from '../../prisma/queries/removals/detail.ts';
import { listRemovalItems } from '../../prisma/queries/removals/items.ts';
import type { App } from '../app-types.ts';
import { callerOf } from '../auth.ts';
import { OrganizationParams, problems } from '../schemas.ts';
import type { Services } from '../services.ts';
import { planCsvHead, planCsvRow, previewCsv } from './plan-csv.ts';
import { presentItem } from './present.ts';
import { preview } from './preview.ts';
import { removalIn } from './read.ts';
import { PreviewRemoval, RemovalParams } from './schemas.ts';

const removals = '/v1/organizations/:organization/removals';
const config = { access: { role: 'admin', scope: 'read' } } as const;
const tags = ['Removals'];
const csvType = 'text/csv; charset=utf-8; header=present';
const Csv = { description: 'CSV (RFC 4180), red first', content: { 'text/csv': { schema: z.string() } } };

/** Plans to take along: before the start and of a run. */
export function removalsCsvRoutes(app: App, services: Services): void {
  app.post(
    `${removals}/preview.csv`,
    {
      config,
      schema: {
        operationId: 'previewRemovalAsCsv',
        summary: 'The same preview, all of its items, as CSV; nothing is changed',
        tags,
        params: OrganizationParams,
        body: PreviewRemoval,
        response: { 200: Csv, ...problems },
      },
    },
    async (request, reply) => {
      const shown = await preview(services, callerOf(request).organization, request.body, Number.POSITIVE_INFINITY);
      void reply.header('content-disposition', 'attachment; filename="removal-preview.csv"').type(csvType);
      return reply.send(Readable.from(previewCsv(shown)) as unknown as string); // a stream goes out as it is
    },
  );
  app.get(
    `${removals}/:removal/plan.csv`,
    {
      config,
      schema: {
        operationId: 'exportPlan',
        summary: 'Its plan, item by item and how far each is, as CSV',
        tags,
        params: RemovalParams,
        response: { 200: Csv, ...problems },
      },
    },
    async ({ params: { organization, removal: removalId } }, reply) => {
      const removal = await removalIn(services, organization, removalId);
      void reply.header('content-disposition', `attachment; filename="removal-${removalId}.csv"`).type(csvType);
      return reply.send(Readable.from(planLines(services, organization, removal)) as unknown as string);
    },
  );
}

async function* planLines({ db }: Services, organization: string, removal: RemovalDetail): AsyncGenerator<string> {
  yield planCsvHead();
  for (let after: number | undefined; ; ) {
    const filter = { removalId: removal.id, limit: 5000, ...(after === undefined ? {} : { after }) };
    const page = await listRemovalItems(db, organization, filter);
    yield page.map((item) => planCsvRow(presentItem(item, removal))).join('');
    after = page.at(-1)?.position;
    if (after === undefined) return;
  }
}
