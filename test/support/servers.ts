// The servers that test files share, started by Jest's global set-up. Their addresses reach the tests by the environment.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import pg from 'pg';
import { ensureLoginRole } from '../../prisma/login-role.ts';
import { migrate } from '../../prisma/migrate.ts';
import { findBrowser } from '../../scripts/support/browser.ts';
import { embeddedPostgres } from '../../scripts/support/embedded-postgres.ts';
import { freePort } from '../../scripts/support/free-port.ts';
import { isAlive, processIdentity } from '../../scripts/support/process-table.ts';
import { Supervisor } from '../../scripts/support/supervise.ts';
import { temporalCli, temporalTestServer } from '../../scripts/support/temporal-cli.ts';
import { temporalServer } from '../../scripts/support/temporal-server.ts';
import { appUrl, TEMPLATE } from './database.ts';
import { registerAttributes } from './temporal.ts';

const workflows = fileURLToPath(new URL('../../workflows/index.ts', import.meta.url));

type Suffix = 'database' | 'temporal' | 'browser';

export class TestServers {
  readonly #dir = ownFolder();
  readonly #supervisor = new Supervisor({ logDir: path.join(this.#dir, 'logs'), log: console.error });
  #postgres: Promise<void> | undefined;
  #temporal: Promise<unknown> | undefined;

  /** Starts what tests of this suffix need, unless it runs already. */
  async provide(suffix: Suffix): Promise<void> {
    this.#postgres ??= this.#startPostgres();
    if (suffix !== 'database')
      this.#temporal ??= Promise.all([this.#startTemporal(), this.#bundle(), this.#findTestServer()]);
    if (suffix === 'browser') process.env.TEST_BROWSER = JSON.stringify(await findBrowser());
    await Promise.all([this.#postgres, this.#temporal]);
  }

  async stop(): Promise<void> {
    await this.#supervisor.stop();
    rmSync(this.#dir, { recursive: true, force: true });
  }

  async #startPostgres(): Promise<void> {
    const postgres = await embeddedPostgres({
      dir: path.join(this.#dir, 'postgres'),
      port: await freePort(),
      throwaway: true,
    });
    await this.#supervisor.start(postgres.part);
    process.env.TEST_POSTGRES_URL = postgres.url('postgres');
    const owner = new pg.Client({ connectionString: postgres.url('postgres') });
    await owner.connect();
    await owner.query(`CREATE DATABASE ${TEMPLATE}`);
    await migrate(postgres.url(TEMPLATE));
    await ensureLoginRole(postgres.url(TEMPLATE), appUrl(postgres.url(TEMPLATE)));
    await owner.query(`ALTER DATABASE ${TEMPLATE} IS_TEMPLATE true ALLOW_CONNECTIONS false`);
    await owner.end();
  }

  async #startTemporal(): Promise<void> {
    const port = await freePort();
    await this.#supervisor.start(temporalServer({ cli: (await temporalCli()).path, port }));
    process.env.TEST_TEMPORAL_ADDRESS = `127.0.0.1:${port}`;
    await registerAttributes(`127.0.0.1:${port}`, 'default');
  }

  async #findTestServer(): Promise<void> {
    process.env.TEST_TEMPORAL_TEST_SERVER = (await temporalTestServer()).path;
  }

  async #bundle(): Promise<void> {
    if (!existsSync(workflows)) return;
    const { code } = await bundleWorkflowCode({ workflowsPath: workflows, logger: new DefaultLogger('ERROR') });
    const file = path.join(this.#dir, 'workflows.js');
    writeFileSync(file, code);
    process.env.TEST_WORKFLOW_BUNDLE = file;
  }
}

const SHARED_MEMORY = '/dev/shm';
const ENOUGH_BYTES = 1_000_000_000;

/** In memory where there is enough of it: on a busy disk a database costs ten times as much. */
function ownFolder(): string {
  const inMemory =
    existsSync(SHARED_MEMORY) && statfsSync(SHARED_MEMORY).bavail * statfsSync(SHARED_MEMORY).bsize >= ENOUGH_BYTES;
  const own = processIdentity(process.pid);
  if (!inMemory || !own) return mkdtempSync(path.join(tmpdir(), 'doorward-test-'));
  for (const name of readdirSync(SHARED_MEMORY)) {
    const [, pid, started] = /^doorward-test-(\d+)-(\d+)$/.exec(name) ?? [];
    const left = pid !== undefined && started !== undefined && !isAlive({ pid: Number(pid), started });
    if (left) rmSync(path.join(SHARED_MEMORY, name), { recursive: true, force: true }); // by a run that was killed
  }
  const dir = path.join(SHARED_MEMORY, `doorward-test-${own.pid}-${own.started}`);
  mkdirSync(dir, { mode: 0o711 }); // the account that PostgreSQL runs under must pass
  return dir;
}
