import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { defineConfig } from 'prisma/config';

// generate, validate and format never run the schema engine, yet the command insists on having its binary. Where the
// installation could not download it, name any existing file. Only for these: with a false engine `migrate` would do nothing and succeed.
const engines = path.dirname(createRequire(import.meta.url).resolve('@prisma/engines/package.json'));
const needsNoEngine =
  ['generate', 'validate', 'format'].includes(process.argv[2] ?? '') && !process.argv.includes('--sql');
if (needsNoEngine && !readdirSync(engines).some((file) => file.startsWith('schema-engine-'))) {
  process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;
}

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_OWNER_URL ?? process.env.DATABASE_URL ?? '' },
});
