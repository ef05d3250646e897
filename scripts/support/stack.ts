// Everything that Doorward needs, on one machine, in the order in which each part needs the one before.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { freePort } from './free-port.ts';
import { type Ground, type PartName, startPart } from './ground.ts';
import { type Inbox, startInbox } from './inbox.ts';
import type { RunningPart } from './part.ts';
import { claim } from './run-file.ts';
import { stage } from './stage.ts';
import { apiPart, hostPart, workerPart } from './stack-parts.ts';
import { choosePorts, type StackPorts } from './stack-ports.ts';
import { prepareDatabase, startDatabase, startTemporal } from './stack-servers.ts';
import { Supervisor } from './supervise.ts';

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

/** Starts a stack: PostgreSQL and Temporal, then migrations, then worker and API, then the example host. Throws, with everything stopped again, when a part does not come up; the message says what to do. */
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

async function startAll(at: Ground, options: StackOptions): Promise<Omit<Stack, 'stop'>> {
  const ports = await choosePorts(options.ports);
  const inbox = await startInbox({ dir: path.join(at.dataDir, 'mail'), smtpPort: ports.smtp, httpPort: ports.inbox });
  at.inbox = inbox;
  const [database, temporal] = await Promise.all([
    startDatabase(at, options, ports),
    startTemporal(at, options, ports),
  ]);
  await stage(at.log, 'Migrations', () => prepareDatabase(database));
  const url = `http://localhost:${ports.api}`;
  const hostUrl = `http://localhost:${ports.host}`;
  const keysDir = ownFolder(at, 'keys');
  const env = {
    ...options.env,
    DATABASE_URL: database.url,
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: temporal.namespace,
    DOORWARD_URL: url,
    DOORWARD_KEYS: keysDir,
    DOORWARD_PEOPLE_CREATE_ORGANIZATIONS: '1',
    DOORWARD_ALLOW_PRIVATE_HOSTS: '1', // the example host is on this machine
    SMTP_URL: inbox.smtpUrl,
    HOST_DATA: ownFolder(at, 'host'),
    ...(temporal.uiUrl === undefined ? {} : { DOORWARD_TEMPORAL_UI: temporal.uiUrl }),
  };
  await startProcesses(at, options, ports, env);
  return {
    url,
    hostUrl,
    inbox,
    temporal,
    database,
    keysDir,
    env,
    logDir: at.logDir,
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

async function startProcesses(
  at: Ground,
  options: StackOptions,
  ports: StackPorts,
  env: Record<string, string>,
): Promise<void> {
  const wanted = options.parts ?? ['worker', 'api', 'host'];
  const worker = wanted.includes('worker') ? startPart(at, 'worker', 'Worker', workerPart(env)) : undefined;
  const api = wanted.includes('api')
    ? startPart(at, 'api', `API and console on port ${ports.api}`, apiPart('api', ports.api, env))
    : undefined;
  await Promise.all([worker, api]);
  if (wanted.includes('host'))
    await startPart(at, 'host', `Example host on port ${ports.host}`, hostPart(ports.host, env));
}

function ownFolder(at: Ground, name: string): string {
  const dir = path.join(at.dataDir, name);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  return dir;
}
