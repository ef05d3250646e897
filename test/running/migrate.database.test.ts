import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import pg from 'pg';
import { pendingSql } from '../../prisma/diff.ts';
import { migrationList, withEngine } from '../../prisma/engine.ts';
import { ensureLoginRole } from '../../prisma/login-role.ts';
import { migrate, migrationsDir, readMigrations } from '../../prisma/migrate.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

let database: TestDatabase;
let dir: string;

beforeEach(async () => {
  database = await testDatabase({ migrated: false });
  dir = mkdtempSync(path.join(tmpdir(), 'doorward-migrations-'));
});

afterEach(async () => {
  await database.drop();
  rmSync(dir, { recursive: true, force: true });
});

function write(name: string, sql: string): void {
  mkdirSync(path.join(dir, name), { recursive: true });
  writeFileSync(path.join(dir, name, 'migration.sql'), sql);
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

test('of three who migrate at once, one applies each migration', async () => {
  const applied = await Promise.all([1, 2, 3].map(() => migrate(database.ownerUrl)));
  expect(applied.flat().sort()).toEqual(readMigrations().map((migration) => migration.name));
});

test('schema.prisma says what the migrations make', async () => {
  expect(await pendingSql(database.ownerUrl)).toBe('');
});

test('Prisma’s own engine finds nothing to apply and nothing edited', async () => {
  await migrate(database.ownerUrl);
  const list = migrationList(readMigrations());
  const found = await withEngine(database.ownerUrl, '', (engine) =>
    engine.diagnoseMigrationHistory({
      migrationsList: list,
      optInToShadowDatabase: false,
      filters: { externalTables: [], externalEnums: [] },
    }),
  );
  expect(found).toMatchObject({
    history: null,
    failedMigrationNames: [],
    editedMigrationNames: [],
    hasMigrationsTable: true,
  });
});

test('a migration that fails leaves nothing of itself, and what came before it stays', async () => {
  write('1_good', 'CREATE TABLE kept (n int)');
  write('2_bad', 'CREATE TABLE half (n int); SELECT 1 / 0;');
  await expect(migrate(database.ownerUrl, dir)).rejects.toThrow('migration 2_bad failed: division by zero');
  expect(
    await query(
      database.ownerUrl,
      "SELECT to_regclass('kept') IS NOT NULL AS kept, to_regclass('half') IS NOT NULL AS half",
    ),
  ).toEqual([{ kept: true, half: false }]);
  write('2_bad', 'CREATE TABLE whole (n int)');
  expect(await migrate(database.ownerUrl, dir)).toEqual(['2_bad']);
});

test('a migration that was edited after it had been applied is refused', async () => {
  write('1_first', 'CREATE TABLE a (n int)');
  await migrate(database.ownerUrl, dir);
  write('1_first', 'CREATE TABLE a (n bigint)');
  await expect(migrate(database.ownerUrl, dir)).rejects.toThrow('migration 1_first was edited');
});

test('a database of a later release is refused', async () => {
  cpSync(migrationsDir, dir, { recursive: true });
  write('99999999999999_later', 'CREATE TABLE later (n int)');
  await migrate(database.ownerUrl, dir);
  await expect(migrate(database.ownerUrl)).rejects.toThrow('99999999999999_later, which this release lacks');
});

test('the login role for the processes cannot bypass row-level security, whoever makes it and however often', async () => {
  await migrate(database.ownerUrl);
  const url = new URL(database.ownerUrl);
  url.username = 'doorward_second';
  url.password = 'a pass:word/ü';
  await Promise.all([1, 2, 3].map(() => ensureLoginRole(database.ownerUrl, url.href)));
  const [role] = await query(
    url.href,
    'SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = current_user',
  );
  expect(role).toEqual({ rolsuper: false, rolbypassrls: false, rolcreaterole: false });
  await query(database.ownerUrl, 'DROP ROLE doorward_second');
});
