import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { z } from 'zod';
import { findOrganization } from '../../prisma/queries/organizations/find.ts';
import { memberRefs, refOf } from '../../prisma/queries/members/refs.ts';
import { Failure } from '../../rules/failures.ts';
import type { App } from '../app-types.ts';
import { callerOf } from '../auth.ts';
import { OrganizationParams, problems } from '../schemas.ts';
import type { Services } from '../services.ts';
import { evidencePack } from './pack.ts';
import { ExportEvidencePack } from './schemas.ts';

/** Reading: it changes nothing, so it is a GET and leaves no audit entry, as the export of the audit does. */
export function evidencePacksRoutes(app: App, services: Services): void {
  const { db } = services;
  app.get(
    '/v1/organizations/:organization/evidence-packs/export',
    {
      config: { access: { role: 'admin', scope: 'read' } },
      schema: {
        operationId: 'exportEvidencePack',
        summary: 'The evidence of all removals of a period, for auditors, as one file that opens offline',
        description:
          'A ZIP with an index, a page and the certificate of each removal, and a signed manifest (docs/verify.md). Streamed: without its end no program opens it.',
        tags: ['Removals'],
        params: OrganizationParams,
        querystring: ExportEvidencePack,
        response: {
          200: { description: 'ZIP', content: { 'application/zip': { schema: z.string() } } },
          ...problems,
        },
      },
    },
    async (request, reply) => {
      const { organization: id, memberId } = callerOf(request);
      const organization = await findOrganization(db, id);
      if (organization === null) throw new Failure('not-found', { object: 'organization' });
      const { name: madeFor } = refOf(await memberRefs(db, id, [memberId]), memberId);
      const { from, to } = request.query;
      const pack = evidencePack(services, {
        organization: { id, name: organization.name },
        from,
        to,
        madeFor,
        now: new Date(),
      });
      const days = [from, to].map((at) => at.toISOString().slice(0, 10)).join('-to-');
      void reply
        .header('content-disposition', `attachment; filename="evidence-${days}.zip"`)
        .header('cache-control', 'no-store')
        .type('application/zip');
      return reply.send(Readable.fromWeb(pack as ReadableStream) as unknown as string); // a stream goes out as it is, without a serializer
    },
  );
}
