import { z } from 'zod';
import { addEvidence } from '../../prisma/commands/follow-ups/evidence.ts';
import { readEvidence } from '../../prisma/queries/follow-ups/evidence.ts';
import { Failure } from '../../rules/failures.ts';
import { looksLike, mostEvidenceBytes } from '../../rules/removals/evidence.ts';
import type { App } from '../app-types.ts';
import { actorOf, callerOf } from '../auth.ts';
import { IdempotencyHeaders, Id, paramsWith, problems } from '../schemas.ts';
import type { Services } from '../services.ts';
import { followUpOf, present } from './present.ts';
import { AddEvidence, FollowUp } from './schemas.ts';

const evidence = '/v1/organizations/:organization/follow-ups/:followUp/evidence';
const tags = ['Follow-ups'];
/** base64 and the fields around it */
const BODY_BYTES = Math.ceil(mostEvidenceBytes / 3) * 4 + 4096;

export function evidenceRoutes(app: App, services: Services): void {
  addRoute(app, services);
  readRoute(app, services);
}

function addRoute(app: App, services: Services): void {
  const { db, secrets } = services;
  app.post(
    evidence,
    {
      bodyLimit: BODY_BYTES,
      config: { access: { role: 'viewer', scope: 'write' } },
      schema: {
        operationId: 'addEvidence',
        summary: 'Add a file that shows that it was done: PDF, PNG, JPEG or plain text',
        tags,
        params: paramsWith('followUp'),
        headers: IdempotencyHeaders,
        body: AddEvidence,
        response: { 201: FollowUp, ...problems },
      },
    },
    async (request, reply) => {
      const { organization } = callerOf(request);
      const { id: followUpId } = await followUpOf(services, request);
      const { name, mediaType } = request.body;
      const content = Buffer.from(request.body.content, 'base64');
      if (content.length > mostEvidenceBytes)
        throw new Failure('invalid-request', {
          field: '#/body/content',
          expected: `at most ${mostEvidenceBytes} bytes`,
        });
      if (!looksLike(mediaType, content))
        throw new Failure('invalid-request', { field: '#/body/content', expected: `content of type ${mediaType}` });
      const file = { followUpId, name, mediaType, content, now: new Date() };
      await addEvidence(db, secrets, organization, actorOf(request), file);
      return reply.code(201).send(present(await followUpOf(services, request), callerOf(request)));
    },
  );
}

function readRoute(app: App, services: Services): void {
  const { db, secrets } = services;
  app.get(
    `${evidence}/:file`,
    {
      config: { access: { role: 'viewer', scope: 'read' } },
      schema: {
        operationId: 'readEvidence',
        summary: 'Download a file of evidence: for the follow-up’s owner and admins',
        tags,
        params: paramsWith('followUp').extend({ file: Id }),
        response: {
          200: {
            description: 'the file, to be saved: it is never shown in place',
            content: { 'application/octet-stream': { schema: z.string() } },
          },
          ...problems,
        },
      },
    },
    async (request, reply) => {
      const { id: followUpId } = await followUpOf(services, request);
      const { organization, file: fileId } = request.params;
      const file = await readEvidence(db, secrets, organization, { followUpId, fileId });
      if (file === null) throw new Failure('not-found', { object: 'file' });
      void reply
        .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`)
        .header('content-security-policy', "default-src 'none'; sandbox")
        .header('x-content-type-options', 'nosniff')
        .header('cache-control', 'no-store')
        .type('application/octet-stream');
      return reply.send(file.content as unknown as string); // bytes go out as they are, without a serializer
    },
  );
}
