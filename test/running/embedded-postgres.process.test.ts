import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { embeddedPostgres } from '../../scripts/support/embedded-postgres.ts';
import { freePort } from '../../scripts/support/free-port.ts';
import { Supervisor } from '../../scripts/support/supervise.ts';

const dir = mkdtempSync(path.join(tmpdir(), 'doorward-postgres-'));
const data = path.join(dir, 'postgres');
const supervisors: Supervisor[] = [];

async function start() {
  const supervisor = new Supervisor({ logDir: path.join(dir, 'logs'), log: () => {} });
  supervisors.push(supervisor);
  const postgres = await embeddedPostgres({ dir: data, port: await freePort() });
  const part = await supervisor.start(postgres.part);
  return { supervisor, part, url: postgres.url('postgres') };
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows as unknown[];
  } finally {
    await client.end();
  }
}

let server: Awaited<ReturnType<typeof start>>;

beforeAll(async () => {
  server = await start();
  await query(server.url, 'CREATE TABLE facts (n int)');
});

afterAll(async () => {
  await Promise.all(supervisors.map((supervisor) => supervisor.stop()));
  rmSync(dir, { recursive: true, force: true });
});

test('what was committed is there after the server was killed with SIGKILL', async () => {
  await query(server.url, 'INSERT INTO facts VALUES (1)');
  await server.part.kill('SIGKILL');
  await server.part.ready();
  expect(await query(server.url, 'SELECT n FROM facts')).toEqual([{ n: 1 }]);
});

test('it asks for the password, which only its owner can read', async () => {
  const without = new URL(server.url);
  without.password = 'guessed';
  await expect(query(without.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
  expect(statSync(path.join(data, 'password')).mode & 0o777).toBe(0o600);
});

test('a later start finds the data of the one before', async () => {
  await query(server.url, 'INSERT INTO facts VALUES (2)');
  await server.supervisor.stop();
  server = await start();
  expect(await query(server.url, 'SELECT max(n) FROM facts')).toEqual([{ max: 2 }]);
});
