import { execFile, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));

export interface FoundBrowser {
  executablePath: string;
  /** Where it was found, for people. */
  source: string;
  /** What it needs in its environment. */
  env: Record<string, string>;
}

/** A Chrome, Chromium or Edge of this machine, else the one that comes with our packages. Throws with what to do. */
export async function findBrowser(): Promise<FoundBrowser> {
  const installed = installedBrowser();
  if (installed) return { ...installed, env: {} };
  if (process.platform === 'linux' && process.arch === 'x64') return await packedBrowser();
  throw new Error(
    'No Chrome, Chromium or Edge found: install one, run `npx playwright-core install chromium`, or set DOORWARD_CHROME',
  );
}

/** Starts a browser without a window. */
export async function launchBrowser(found?: FoundBrowser): Promise<Browser> {
  const { executablePath, env } = found ?? (await findBrowser());
  return await chromium.launch({
    executablePath,
    chromiumSandbox: process.getuid?.() !== 0, // as root Chromium refuses its sandbox
    args: ['--disable-dev-shm-usage', '--force-color-profile=srgb'],
    env: { ...definedOnly(process.env), ...env },
  });
}

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'chrome',
  'microsoft-edge',
  'msedge',
];
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  '/opt/google/chrome/chrome',
  '/snap/bin/chromium',
];

function installedBrowser(): { executablePath: string; source: string } | undefined {
  const given = process.env.DOORWARD_CHROME;
  if (given) return { executablePath: given, source: 'DOORWARD_CHROME' };
  const onPath = (process.env.PATH ?? '')
    .split(path.delimiter)
    .flatMap((dir) => NAMES.map((name) => path.join(dir, name)));
  const found = [...onPath, ...PLACES].find((file) => existsSync(file));
  if (found) return { executablePath: found, source: found };
  const own = chromium.executablePath();
  return existsSync(own) ? { executablePath: own, source: 'Playwright' } : undefined;
}

async function packedBrowser(): Promise<FoundBrowser> {
  const { version } = JSON.parse(
    readFileSync(path.join(root, 'node_modules/@sparticuz/chromium/package.json'), 'utf8'),
  ) as { version: string };
  const home = path.join(root, '.cache', `chromium-${version}`);
  if (!existsSync(home)) await unpackInto(home);
  const executablePath = path.join(home, 'chromium');
  const fonts = { FONTCONFIG_FILE: fontsOf(home) };
  // its libraries are for another Linux: only where this one lacks some
  const starts = spawnSync(executablePath, ['--version'], { env: { ...process.env, ...fonts } }).status === 0;
  const env = starts ? fonts : { ...fonts, LD_LIBRARY_PATH: path.join(home, 'al2023', 'lib') };
  return { executablePath, source: '@sparticuz/chromium', env };
}

/** Its own settings name folders of another machine; with no font at all it dies of the first field of a form. */
function fontsOf(home: string): string {
  const file = path.join(home, 'fonts.conf');
  const folders = `<dir>${path.join(home, 'fonts')}</dir><cachedir>${path.join(home, 'font-cache')}</cachedir>`;
  writeFileSync(file, `<?xml version="1.0"?>\n<fontconfig>${folders}</fontconfig>\n`);
  return file;
}

/** The package unpacks into the temporary folder, under names that anyone could have taken: give it one of its own. */
async function unpackInto(home: string): Promise<void> {
  await mkdir(path.dirname(home), { recursive: true });
  const dir = await mkdtemp(`${home}-`);
  try {
    const program = "import packed from '@sparticuz/chromium'; await packed.executablePath();";
    const env = { ...process.env, TMPDIR: dir, AWS_EXECUTION_ENV: 'nodejs20.x' }; // that name makes it unpack the libraries too
    await run(process.execPath, ['--input-type=module', '--eval', program], { cwd: root, env });
    await rename(dir, home).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error; // else another process was first
    });
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

function definedOnly(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
