import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { connect, type Database } from '../../prisma/client.ts';
import { ensureLoginRole } from '../../prisma/login-role.ts';
import { migrate } from '../../prisma/migrate.ts';
import { openSecrets, type Secrets } from '../../prisma/secrets/secrets.ts';
import { embeddedPostgres } from '../../scripts/support/embedded-postgres.ts';
import { freePort } from '../../scripts/support/free-port.ts';
import { Supervisor } from '../../scripts/support/supervise.ts';

/** PostgreSQL alone, migrated: for what is measured against bare SQL. */
export interface BenchPostgres {
  db: Database;
  secrets: Secrets;
  /** one connection of the role under which our processes run, without our data layer */
  bare: pg.Client;
  /** the owner, who bypasses row-level security: for furnishing */
  owner: pg.Client;
  stop(): Promise<void>;
}

/** @param durable: commits reach the disk, as in production; without: as fast as it goes */
export async function benchPostgres({ durable = false } = {}): Promise<BenchPostgres> {
  const dir = mkdtempSync(path.join(tmpdir(), 'doorward-bench-'));
  const supervisor = new Supervisor({ logDir: path.join(dir, 'logs'), log: console.error });
  const throwaway = durable ? 'durable' : true;
  const postgres = await embeddedPostgres({ dir: path.join(dir, 'postgres'), port: await freePort(), throwaway });
  await supervisor.start(postgres.part);
  const ownerUrl = postgres.url('postgres');
  const url = new URL(ownerUrl);
  url.username = 'doorward_app';
  url.password = 'any'; // this server asks for none
  await migrate(ownerUrl);
  await ensureLoginRole(ownerUrl, url.href);
  const [owner, bare] = [ownerUrl, url.href].map((connectionString) => new pg.Client({ connectionString })) as [
    pg.Client,
    pg.Client,
  ];
  await Promise.all([owner.connect(), bare.connect()]);
  const secrets = await openSecrets(path.join(dir, 'keys'));
  const db = await connect(url.href, { secrets, connections: 50 });
  return {
    db,
    secrets,
    bare,
    owner,
    stop: async () => {
      await Promise.all([db.close(), owner.end(), bare.end()]);
      await supervisor.stop();
      rmSync(dir, {
        recursive: true,
        force: true,
      });
    },
  };
}
