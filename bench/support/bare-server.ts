/**
 * What a check is compared with: what an engineer would write who is to read one row over HTTP with these parts. It has: the same framework and type provider, which
 * validate path, body and answer by zod; the bytes that a check is sent; one prepared SELECT by primary key, by the same driver and a pool as large. It has not:
 * anything of who asks (the key's hash, its lookup, scopes), limits, headers and request ids of ours, a log, row-level security, a rule, a decision.
 * Under `/unvalidated` the same without schemas, for what those cost. Prints its port.
 */
import type { AddressInfo } from 'node:net';
import Fastify from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import pg from 'pg';
import { z } from 'zod';

const Params = z.object({ organization: z.guid() });
const Question = z.strictObject({
  resource: z.guid(),
  action: z.enum(['view', 'use', 'run', 'edit']),
  as: z.strictObject({ member: z.guid() }),
});
const Body = z.strictObject({ questions: z.array(Question).length(1) });
const Answer = z.object({ name: z.string(), ownerId: z.guid().nullable() });
const Answers = z.object({ answers: z.array(Answer) });

const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'], max: 20 });

async function select(organization: string, { questions }: z.output<typeof Body>): Promise<z.output<typeof Answers>> {
  const { rows } = await pool.query<z.output<typeof Answer>>({
    name: 'resource',
    text: 'SELECT name, owner_id AS "ownerId" FROM resources WHERE organization_id = $1 AND id = $2',
    values: [organization, questions[0]?.resource],
  });
  return { answers: rows };
}

const app = Fastify().withTypeProvider<ZodTypeProvider>();
app.setValidatorCompiler(validatorCompiler);
app.setSerializerCompiler(serializerCompiler);
app.post(
  '/validated/:organization',
  { schema: { params: Params, body: Body, response: { 200: Answers } } },
  ({ params, body }) => select(params.organization, body),
);
app.post<{ Params: { organization: string }; Body: z.output<typeof Body> }>(
  '/unvalidated/:organization',
  ({ params, body }) => select(params.organization, body),
);
await app.listen({ port: 0, host: '127.0.0.1' });
console.log((app.server.address() as AddressInfo).port);
process.stdin.resume().once('end', () => process.exit()); // whoever started it is gone
