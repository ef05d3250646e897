// What check is compared with: the same framework, one route, one indexed SELECT, no rule, no validation, no sign-in. Prints its port.
import type { AddressInfo } from 'node:net';
import fastify from 'fastify';
import pg from 'pg';

const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'], max: 10 });
const app = fastify();
app.post<{ Body: { organization: string; resource: string } }>('/select', async ({ body }) => {
  const { rows } = await pool.query<{ name: string; owner_id: string }>({
    name: 'one',
    text: 'SELECT name, owner_id FROM resources WHERE organization_id = $1 AND id = $2',
    values: [body.organization, body.resource],
  });
  return { answers: rows };
});
await app.listen({ port: 0, host: '127.0.0.1' });
console.log((app.server.address() as AddressInfo).port);
process.stdin.resume().once('end', () => process.exit()); // whoever started it is gone
