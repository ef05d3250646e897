// Applies prisma/migrations/*/migration.sql in order, in the format of `prisma migrate deploy` (same table, checksum and lock), with
// pg alone. A migration and its row commit together, so that a failure leaves nothing behind.
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import pg from 'pg';
import { ensureLoginRole } from './login-role.ts';

export const migrationsDir = fileURLToPath(new URL('./migrations', import.meta.url));
const PRISMA_LOCK = 72707369; // the advisory lock that Prisma's own command takes

export interface Migration {
  name: string;
  sql: string;
  /** SHA-256 of the file, in hex. */
  checksum: string;
}

/** The migrations of this release, in the order of their names. */
export function readMigrations(dir = migrationsDir): Migration[] {
  return readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(path.join(dir, entry.name, 'migration.sql')))
    .map((entry) => entry.name)
    .sort()
    .map((name) => {
      const sql = readFileSync(path.join(dir, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    });
}

/**
 * Brings the database at `ownerUrl` to this release and returns the names of what was applied. Several at once: one applies, the others wait.
 * Throws, and changes nothing more, when a migration fails, failed before, was edited since, or belongs to a later release.
 */
export async function migrate(ownerUrl: string, dir = migrationsDir): Promise<string[]> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [PRISMA_LOCK]);
    await client.query(MIGRATIONS_TABLE);
    const pending = await pendingOf(client, readMigrations(dir));
    for (const migration of pending) await apply(client, migration);
    return pending.map((migration) => migration.name);
  } finally {
    await client.end(); // lets go of the lock
  }
}

const MIGRATIONS_TABLE = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`;

async function pendingOf(client: pg.Client, all: Migration[]): Promise<Migration[]> {
  const { rows } = await client.query<{ name: string; checksum: string; finished: boolean }>(
    'SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished FROM _prisma_migrations WHERE rolled_back_at IS NULL',
  );
  const ours = new Map(all.map((migration) => [migration.name, migration]));
  for (const row of rows) {
    const migration = ours.get(row.name);
    if (!row.finished)
      throw new Error(`migration ${row.name} failed earlier and was not resolved: see prisma migrate resolve`);
    if (!migration)
      throw new Error(`the database has migration ${row.name}, which this release lacks: start a newer release`);
    if (migration.checksum !== row.checksum)
      throw new Error(`migration ${row.name} was edited after it had been applied`);
  }
  const applied = new Set(rows.map((row) => row.name));
  return all.filter((migration) => !applied.has(migration.name));
}

async function apply(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(sql);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, started_at, applied_steps_count)
       VALUES ($1, $2, clock_timestamp(), $3, now(), 1)`,
      [randomUUID(), checksum, name],
    );
    await client.query('COMMIT');
  } catch (cause) {
    await client.query('ROLLBACK').catch(() => {});
    throw new Error(`migration ${name} failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const url = process.env.DATABASE_URL;
  const ownerUrl = process.env.DATABASE_OWNER_URL ?? url;
  if (!ownerUrl) throw new Error('set DATABASE_OWNER_URL (or DATABASE_URL) to the database that is to be migrated');
  const applied = await migrate(ownerUrl);
  if (url && url !== ownerUrl) await ensureLoginRole(ownerUrl, url);
  console.log(applied.length > 0 ? `applied ${applied.join(', ')}` : 'nothing to apply');
}
