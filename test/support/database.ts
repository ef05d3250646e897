import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** The migrated database that every test database is a copy of. */
export const TEMPLATE = 'doorward_template';

export interface TestDatabase {
  /** As the owner of everything, who bypasses row-level security: for looking, and for what only migrations may do. */
  ownerUrl: string;
  /** As the role under which our processes run. */
  url: string;
  drop(): Promise<void>;
}

/** A database for one test file: migrated and without a row, or (`migrated: false`) as PostgreSQL makes it. */
export async function testDatabase({ migrated = true } = {}): Promise<TestDatabase> {
  const server = process.env.TEST_POSTGRES_URL;
  if (!server) throw new Error('PostgreSQL runs only for .database, .temporal and .browser tests');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asOwner(server, `CREATE DATABASE ${name} TEMPLATE ${migrated ? TEMPLATE : 'template0'} STRATEGY FILE_COPY`);
  const ownerUrl = new URL(server);
  ownerUrl.pathname = `/${name}`;
  return {
    ownerUrl: ownerUrl.href,
    url: appUrl(ownerUrl.href),
    drop: () => asOwner(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

/** The same database as `doorward_app`; the test server asks for no password. */
export function appUrl(ownerUrl: string): string {
  const url = new URL(ownerUrl);
  url.username = 'doorward_app';
  url.password = 'any';
  return url.href;
}

async function asOwner(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
