// Everything that Doorward needs, on one machine, in the order in which each part needs the one before.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { ensureLoginRole } from '../../prisma/login-role.ts';
import { migrate } from '../../prisma/migrate.ts';
import { embeddedPostgres } from './embedded-postgres.ts';
import { freePort, freePorts, portOr } from './free-port.ts';
import { type Inbox, startInbox } from './inbox.ts';
import { keptSecret } from './kept-secret.ts';
import type { Part, RunningPart } from './part.ts';
import { claim } from './run-file.ts';
import { stage } from './stage.ts';
import { apiPart, hostPart, workerPart } from './stack-parts.ts';
import { Supervisor } from './supervise.ts';
import { temporalCli } from './temporal-cli.ts';
import { ensureNamespace, listens, temporalServer, temporalServes } from './temporal-server.ts';

export type PartName = 'postgres' | 'temporal' | 'worker' | 'api' | 'host';

export interface StackOptions {
  /** Folder for everything it keeps. One stack at a time. */
  dataDir: string;
  /** `default`: those of docs/configuration.md, each replaced by a free one where it is taken. `free`: any. */
  ports: 'default' | 'free';
  /** Which of our own processes run; default all three. */
  parts?: readonly ('worker' | 'api' | 'host')[];
  /** Replaces the embedded PostgreSQL. Without `url` the login role `doorward_app` is made, as for the embedded one. */
  database?: { ownerUrl: string; url?: string };
  /** Replaces the embedded Temporal server; its namespace is made unless it is there. */
  temporal?: { address: string; namespace: string; uiUrl?: string };
  /** For tests: PostgreSQL without care for power loss, Temporal in memory. */
  throwaway?: boolean;
  /** Added to the environment of our own processes. */
  env?: Record<string, string>;
  /** Takes the lines of progress. */
  log?: (line: string) => void;
  /** Aborting it stops what has been started so far. */
  signal?: AbortSignal;
}

export interface Stack {
  /** Base URL of API and console. */
  url: string;
  /** Base URL of the example host. */
  hostUrl: string;
  inbox: Inbox;
  temporal: { address: string; namespace: string; uiUrl: string | undefined };
  database: { ownerUrl: string; url: string };
  /** Folder of the master key and the signing keys. */
  keysDir: string;
  /** One file per part. */
  logDir: string;
  /** The environment that our own processes got. */
  env: Record<string, string>;
  /** A part that runs here. Whichever ends by itself is started again. */
  part(name: PartName): RunningPart;
  /** Starts one more API process and returns its base URL. */
  addApi(): Promise<string>;
  /** Stops everything, in reverse order. */
  stop(): Promise<void>;
}

/** Starts a stack. Throws, with everything stopped again, when a part does not come up; the message says what to do. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const dataDir = path.resolve(options.dataDir);
  const held = await claim(dataDir);
  const { log = () => {}, signal } = options;
  const logDir = path.join(dataDir, 'logs');
  const supervisor = new Supervisor({ logDir, log, traced: (traces) => held.note(traces) });
  const at: Ground = { dataDir, logDir, log, supervisor, running: new Map(), inbox: undefined };
  const stop = async (): Promise<void> => {
    await supervisor.stop();
    await at.inbox?.close();
    held.release();
  };
  const aborted = (): void => void supervisor.stop();
  signal?.addEventListener('abort', aborted);
  try {
    signal?.throwIfAborted();
    return { ...(await startAll(at, options)), stop };
  } catch (error) {
    await stop();
    throw error;
  } finally {
    signal?.removeEventListener('abort', aborted);
  }
}

/** What the steps below share. */
interface Ground {
  dataDir: string;
  logDir: string;
  log: (line: string) => void;
  supervisor: Supervisor;
  running: Map<PartName, RunningPart>;
  inbox: Inbox | undefined;
}

async function startAll(at: Ground, options: StackOptions): Promise<Omit<Stack, 'stop'>> {
  const ports = await choosePorts(options.ports);
  const inbox = await startInbox({ dir: path.join(at.dataDir, 'mail'), smtpPort: ports.smtp, httpPort: ports.inbox });
  at.inbox = inbox;
  const [database, temporal] = await Promise.all([
    startDatabase(at, options, ports),
    startTemporal(at, options, ports),
  ]);
  await stage(at.log, 'Migrations', () => prepareDatabase(database));
  const keysDir = path.join(at.dataDir, 'keys');
  const url = `http://localhost:${ports.api}`;
  const hostUrl = `http://localhost:${ports.host}`;
  const env = {
    ...options.env,
    DATABASE_URL: database.url,
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: temporal.namespace,
    DOORWARD_URL: url,
    DOORWARD_KEYS: keysDir,
    SMTP_URL: inbox.smtpUrl,
    HOST_URL: hostUrl,
    HOST_DATA: path.join(at.dataDir, 'host'),
    ...(temporal.uiUrl === undefined ? {} : { DOORWARD_TEMPORAL_UI: temporal.uiUrl }),
  };
  for (const dir of [keysDir, env.HOST_DATA]) mkdirSync(dir, { recursive: true, mode: 0o700 });
  const wanted = options.parts ?? ['worker', 'api', 'host'];
  const worker = wanted.includes('worker') ? start(at, 'worker', 'Worker', workerPart(env)) : undefined;
  const api = wanted.includes('api')
    ? start(at, 'api', `API and console on port ${ports.api}`, apiPart('api', ports.api, env))
    : undefined;
  await Promise.all([worker, api]);
  if (wanted.includes('host')) await start(at, 'host', `Example host on port ${ports.host}`, hostPart(ports.host, env));
  return {
    ...{ url, hostUrl, inbox, temporal, database, keysDir, env, logDir: at.logDir },
    part: (name) => {
      const part = at.running.get(name);
      if (!part) throw new Error(`${name} does not run in this stack`);
      return part;
    },
    addApi: async () => {
      const port = await freePort();
      await at.supervisor.start(apiPart(`api-${port}`, port, env));
      return `http://localhost:${port}`;
    },
  };
}

async function startDatabase(
  at: Ground,
  { database, throwaway }: StackOptions,
  ports: Ports,
): Promise<Stack['database']> {
  if (database?.url !== undefined) return { ownerUrl: database.ownerUrl, url: database.url };
  const ownerUrl = database?.ownerUrl ?? (await startPostgres(at, ports.postgres, throwaway ?? false));
  const url = new URL(ownerUrl);
  url.username = 'doorward_app';
  url.password = keptSecret(path.join(at.dataDir, 'database-password'));
  return { ownerUrl, url: url.href };
}

async function prepareDatabase({ ownerUrl, url }: Stack['database']): Promise<void> {
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

async function startTemporal(
  at: Ground,
  { temporal, throwaway }: StackOptions,
  ports: Ports,
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
  await start(at, 'temporal', `Temporal on port ${ports.temporal}, its UI on ${ports.temporalUi}`, part);
  return {
    address: `127.0.0.1:${ports.temporal}`,
    namespace: 'default',
    uiUrl: `http://localhost:${ports.temporalUi}`,
  };
}

async function start(at: Ground, name: PartName, label: string, part: Part): Promise<void> {
  at.running.set(name, await stage(at.log, label, () => at.supervisor.start(part)));
}

const RETENTION_DAYS = 30;
const DEFAULT_PORTS = {
  api: 7100,
  host: 7200,
  inbox: 8025,
  smtp: 2525,
  postgres: 54320,
  temporal: 7233,
  temporalUi: 8233,
};
type Ports = typeof DEFAULT_PORTS;

async function choosePorts(wanted: 'default' | 'free'): Promise<Ports> {
  const names = Object.keys(DEFAULT_PORTS) as (keyof Ports)[];
  const chosen =
    wanted === 'free'
      ? await freePorts(names.length)
      : await Promise.all(names.map((name) => portOr(DEFAULT_PORTS[name])));
  return Object.fromEntries(names.map((name, i) => [name, chosen[i]])) as Ports;
}

/** Node reports a refused connection to a name with several addresses as several errors in one without a message. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
