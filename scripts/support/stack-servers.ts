// The servers of a stack: PostgreSQL and Temporal, embedded or given.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { ensureLoginRole } from '../../prisma/login-role.ts';
import { migrate } from '../../prisma/migrate.ts';
import { embeddedPostgres } from './embedded-postgres.ts';
import { type Ground, startPart } from './ground.ts';
import { keptSecret } from './kept-secret.ts';
import { stage } from './stage.ts';
import type { Stack, StackOptions } from './stack.ts';
import type { StackPorts } from './stack-ports.ts';
import { temporalCli } from './temporal-cli.ts';
import { ensureNamespace, listens, temporalServer, temporalServes } from './temporal-server.ts';

const RETENTION_DAYS = 30;

export async function startDatabase(
  at: Ground,
  { database, throwaway }: StackOptions,
  ports: StackPorts,
): Promise<Stack['database']> {
  if (database?.url !== undefined) return { ownerUrl: database.ownerUrl, url: database.url };
  const ownerUrl = database?.ownerUrl ?? (await startPostgres(at, ports.postgres, throwaway ?? false));
  const url = new URL(ownerUrl);
  url.username = 'doorward_app';
  url.password = keptSecret(path.join(at.dataDir, 'database-password'));
  return { ownerUrl, url: url.href };
}

export async function prepareDatabase({ ownerUrl, url }: Stack['database']): Promise<void> {
  try {
    await migrate(ownerUrl);
    await ensureLoginRole(ownerUrl, url);
  } catch (cause) {
    const { hostname, port, pathname } = new URL(ownerUrl);
    throw new Error(
      `the database${pathname} at ${hostname}:${port || 5432} could not be prepared: ${reasonOf(cause)}`,
      { cause },
    );
  }
}

async function startPostgres(at: Ground, port: number, throwaway: boolean): Promise<string> {
  return await stage(at.log, `PostgreSQL on port ${port}`, async () => {
    const postgres = await embeddedPostgres({ dir: path.join(at.dataDir, 'postgres'), port, throwaway });
    at.running.set('postgres', await at.supervisor.start(postgres.part));
    await createDatabase(postgres.url('postgres'), 'doorward');
    return postgres.url('doorward');
  });
}

async function createDatabase(ownerUrl: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}

export async function startTemporal(
  at: Ground,
  { temporal, throwaway }: StackOptions,
  ports: StackPorts,
): Promise<Stack['temporal']> {
  if (temporal) {
    await stage(at.log, `Temporal at ${temporal.address}, namespace ${temporal.namespace}`, async () => {
      await listens(temporal.address, AbortSignal.timeout(10_000)).catch((cause: unknown) => {
        throw new Error(`nothing answers at TEMPORAL_ADDRESS ${temporal.address}`, { cause });
      });
      await ensureNamespace(temporal.address, temporal.namespace, RETENTION_DAYS);
      await temporalServes(temporal.address, temporal.namespace, AbortSignal.timeout(30_000));
    });
    return { uiUrl: undefined, ...temporal };
  }
  const cli = await stage(at.log, 'Temporal CLI', temporalCli);
  const dir = path.join(at.dataDir, 'temporal');
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const file = throwaway ? {} : { file: path.join(dir, 'temporal.db') };
  const part = temporalServer({ cli: cli.path, port: ports.temporal, uiPort: ports.temporalUi, ...file });
  await startPart(at, 'temporal', `Temporal on port ${ports.temporal}, its UI on ${ports.temporalUi}`, part);
  return {
    address: `127.0.0.1:${ports.temporal}`,
    namespace: 'default',
    uiUrl: `http://localhost:${ports.temporalUi}`,
  };
}

/** Node reports a refused connection to a name with several addresses as several errors in one without a message. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
