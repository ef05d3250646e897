import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import pg from 'pg';
import { connect } from '../../prisma/client.ts';
import { ensureLoginRole } from '../../prisma/login-role.ts';
import { migrate } from '../../prisma/migrate.ts';
import { openSecrets } from '../../prisma/secrets/secrets.ts';
import { embeddedPostgres } from '../../scripts/support/embedded-postgres.ts';
import { freePort } from '../../scripts/support/free-port.ts';
import type { RunningPart } from '../../scripts/support/part.ts';
import { Supervisor } from '../../scripts/support/supervise.ts';
import { temporalCli } from '../../scripts/support/temporal-cli.ts';
import { temporalServer } from '../../scripts/support/temporal-server.ts';
import type { TestData } from './organization.ts';
import { quieten, registerAttributes, type TestTemporal, withWorkers } from './temporal.ts';

/** PostgreSQL and Temporal for one test alone, both keeping what they were given: a test that kills them disturbs nobody. What was killed is started anew. */
export interface OwnServers {
  postgres: RunningPart;
  temporal: RunningPart;
  data: TestData;
  server: TestTemporal;
  stop(): Promise<void>;
}

export async function ownServers(): Promise<OwnServers> {
  const dir = mkdtempSync(path.join(tmpdir(), 'doorward-servers-'));
  const supervisor = new Supervisor({ logDir: path.join(dir, 'logs'), log: () => undefined });
  const [{ postgres, data }, { temporal, server }] = await Promise.all([
    ownPostgres(supervisor, dir),
    ownTemporal(supervisor, dir),
  ]);
  const stop = async () => {
    await server.close();
    await data.close();
    await supervisor.stop();
    rmSync(dir, { recursive: true, force: true });
  };
  return { postgres, temporal, data, server, stop };
}

async function ownPostgres(supervisor: Supervisor, dir: string): Promise<Pick<OwnServers, 'postgres' | 'data'>> {
  const port = await freePort();
  const embedded = await embeddedPostgres({ dir: path.join(dir, 'postgres'), port, throwaway: 'durable' });
  const postgres = await supervisor.start(embedded.part);
  const ownerUrl = embedded.url('postgres');
  const url = new URL(ownerUrl);
  url.username = 'doorward_app';
  url.password = 'any'; // this server asks for none
  await migrate(ownerUrl);
  await ensureLoginRole(ownerUrl, url.href);
  const keys = path.join(dir, 'keys');
  const secrets = await openSecrets(keys);
  const db = await connect(url.href, { secrets });
  const owner = new pg.Pool({ connectionString: ownerUrl, max: 3 });
  owner.on('error', () => undefined); // its server is killed
  const close = async () => {
    await db.close();
    await owner.end();
  };
  return { postgres, data: { db, secrets, owner, url: url.href, ownerUrl, keys, close } };
}

async function ownTemporal(supervisor: Supervisor, dir: string): Promise<Pick<OwnServers, 'temporal' | 'server'>> {
  quieten();
  const port = await freePort();
  const address = `127.0.0.1:${port}`;
  const { path: cli } = await temporalCli();
  const temporal = await supervisor.start(temporalServer({ cli, port, file: path.join(dir, 'temporal.db') }));
  const namespace = 'default';
  await registerAttributes(address, namespace);
  const [connection, own] = await Promise.all([NativeConnection.connect({ address }), Connection.connect({ address })]);
  const client = new Client({ connection: own, namespace });
  const server = withWorkers({ address, namespace, client, connection }, async () => {
    await Promise.all([connection.close(), own.close()]);
  });
  return { temporal, server };
}
