// Prisma's schema engine as WebAssembly over its pg adapter: no native binary, no download.
// @prisma/schema-engine-wasm must be pinned to the version that @prisma/engines-version names.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlQuery,
  type SqlResultSet,
} from '@prisma/driver-adapter-utils';
import type { MigrationList, SchemaEngine } from '@prisma/schema-engine-wasm';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';
import type { Migration } from './migrate.ts';

type Adapter = Awaited<ReturnType<PrismaPg['connect']>>;

/** What the adapter has, but does not declare. */
interface Inside {
  performIO(query: SqlQuery): Promise<{ fields: pg.FieldDef[] }>;
  onError(error: unknown): never;
}

interface Wasm {
  instantiate(bytes: Uint8Array, imports: object): Promise<{ instance: { exports: { __wbindgen_start(): void } } }>;
}

interface Bindings {
  __wbg_set_wasm(exports: object): void;
  SchemaEngine: typeof SchemaEngine;
}

let loaded: Promise<typeof SchemaEngine> | undefined;

async function load(): Promise<typeof SchemaEngine> {
  const entry = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const bytes = readFileSync(path.join(path.dirname(entry), 'schema_engine_bg.wasm'));
  const { WebAssembly } = globalThis as unknown as { WebAssembly: Wasm };
  const glue = bindings as unknown as Bindings;
  const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': bindings });
  glue.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  Object.assign(globalThis, {
    PRISMA_WASM_PANIC_REGISTRY: { set_message: (message: string) => console.error(message) },
  });
  return glue.SchemaEngine;
}

const CHAR = 18; // the catalog's "char" type
const TEXT = 25;

/** The adapter splits scripts at every semicolon, which breaks function bodies, and cannot read the catalog's "char" type. */
function madeFit(adapter: Adapter): Adapter {
  const inside = adapter as unknown as Inside;
  const performIO = inside.performIO.bind(adapter);
  const queryRaw = adapter.queryRaw.bind(adapter);
  const charColumns = new WeakMap<SqlQuery, number[]>();
  inside.performIO = async (query) => {
    const result = await performIO(query);
    charColumns.set(
      query,
      [...result.fields.keys()].filter((i) => result.fields[i]?.dataTypeID === CHAR),
    );
    for (const field of result.fields) if (field.dataTypeID === CHAR) field.dataTypeID = TEXT;
    return result;
  };
  adapter.queryRaw = async (query): Promise<SqlResultSet> => {
    const result = await queryRaw(query);
    for (const i of charColumns.get(query) ?? []) result.columnTypes[i] = ColumnTypeEnum.Character;
    return result;
  };
  adapter.executeScript = async (script) => {
    try {
      await adapter.underlyingDriver().query(script);
    } catch (error) {
      inside.onError(error);
    }
  };
  return adapter;
}

class EngineAdapter extends PrismaPg {
  readonly #config: pg.PoolConfig;
  constructor(config: pg.PoolConfig) {
    super(config);
    this.#config = config;
  }
  override async connect(): Promise<Adapter> {
    return madeFit(await super.connect());
  }
  /** Prisma's own connects to the main database when it was given a connection string, and drops before it closes. */
  override async connectToShadowDb(): Promise<Adapter> {
    const name = `prisma_migrate_shadow_db_${randomUUID()}`;
    const owner = new pg.Client(this.#config);
    await owner.connect();
    await owner.query(`CREATE DATABASE "${name}" TEMPLATE template0`);
    const adapter = madeFit(await new PrismaPg({ ...this.#config, database: name }).connect());
    const dispose = adapter.dispose.bind(adapter);
    adapter.dispose = async () => {
      await dispose();
      await owner.query(`DROP DATABASE "${name}" WITH (FORCE)`);
      await owner.end();
    };
    return adapter;
  }
}

/** Runs `work` with an engine on the database at `url`, whose role must be allowed to make databases. `schema`: the text of schema.prisma. */
export async function withEngine<T>(
  url: string,
  schema: string,
  work: (engine: SchemaEngine) => Promise<T>,
): Promise<T> {
  loaded ??= load();
  const Engine = await loaded;
  const { hostname, port, username, password, pathname } = new URL(url);
  const config: pg.PoolConfig = {
    host: hostname,
    port: Number(port || 5432),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)),
    max: 1,
  };
  const factory = bindMigrationAwareSqlAdapterFactory(new EngineAdapter(config));
  const engine = await Engine.new({ datamodels: [['schema.prisma', schema]] }, () => {}, factory);
  try {
    return await work(engine);
  } finally {
    engine.free();
  }
}

/** Our migrations, as the engine wants them. */
export function migrationList(migrations: readonly Migration[]): MigrationList {
  return {
    baseDir: '/migrations',
    shadowDbInitScript: '',
    lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
    migrationDirectories: migrations.map(({ name, sql }) => ({
      path: name,
      migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: sql } },
    })),
  };
}
