// npm run migrate:new [-- NAME]: what schema.prisma has and the migrations lack, as the next migration; without a name it is only printed.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { migrationList, withEngine } from './engine.ts';
import { migrationsDir, readMigrations } from './migrate.ts';

/**
 * The SQL that leads from the migrations to schema.prisma; empty when they agree. Policies, triggers, functions, checks and partial indexes
 * are not compared: Prisma does not know them. `url`: any database of a server where its role may make databases.
 */
export async function pendingSql(url: string): Promise<string> {
  const schema = readFileSync(fileURLToPath(new URL('./schema.prisma', import.meta.url)), 'utf8');
  const migrations = readMigrations();
  const { exitCode, stdout } = await withEngine(url, schema, (engine) =>
    engine.diff({
      from: migrations.length > 0 ? { tag: 'migrations', ...migrationList(migrations) } : { tag: 'empty' },
      to: { tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content: schema }] },
      script: true,
      exitCode: true,
      filters: { externalTables: [], externalEnums: [] },
    }),
  );
  return exitCode === 2 ? (stdout ?? '') : '';
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const url = process.env.DATABASE_OWNER_URL ?? process.env.DATABASE_URL;
  if (!url)
    throw new Error('set DATABASE_OWNER_URL to a server where its role may make databases: `npm start` prints one');
  const sql = await pendingSql(url);
  const name = process.argv[2];
  if (sql === '') console.log('schema.prisma and the migrations agree');
  else if (name === undefined) console.log(sql);
  else console.log(`wrote ${path.relative('.', write(name, sql))}`);
}

function write(name: string, sql: string): string {
  const dir = path.join(migrationsDir, `${new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14)}_${name}`);
  mkdirSync(dir, { recursive: true });
  const file = path.join(dir, 'migration.sql');
  writeFileSync(file, sql);
  return file;
}
