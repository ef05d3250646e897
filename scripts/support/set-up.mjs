// What a fresh clone lacks: packages, the generated database client, the built console. Each is skipped in milliseconds when it is there.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const inRoot = (...names) => path.join(root, ...names);
const LOCK_IS_STALE_MS = 15 * 60_000;

/**
 * @param {{ console: boolean }} wanted whether the console must be built
 * @throws {Error} saying what failed and what to do
 */
export async function setUp(wanted) {
  mkdirSync(inRoot('.cache'), { recursive: true });
  await alone(inRoot('.cache', 'set-up.lock'), async () => {
    if (!packagesAreThere()) await stage('Packages (npm ci)', 'npm', ['ci', '--no-audit', '--no-fund']);
    const schema = ['prisma/schema.prisma', 'prisma.config.ts', 'package-lock.json'];
    await built('Database client (prisma generate)', 'prisma/generated', schema, ['prisma/build/index.js', 'generate']);
    if (wanted.console && existsSync(inRoot('web/index.html'))) {
      const sources = [
        'package-lock.json',
        ...filesBelow('web').filter((file) => !file.startsWith(path.join('web', 'dist'))),
      ];
      await built('Console (vite build)', 'web/dist', sources, ['vite/bin/vite.js', 'build', 'web']);
    }
  });
}

/** npm notes what it has installed; that must be what package-lock.json names, but for what is optional (other platforms). */
function packagesAreThere() {
  const note = inRoot('node_modules/.package-lock.json');
  if (!existsSync(note)) return false;
  const [wanted, there] = [inRoot('package-lock.json'), note].map(
    (file) => JSON.parse(readFileSync(file, 'utf8')).packages,
  );
  const same = (name) =>
    there[name]?.version === wanted[name].version && there[name]?.integrity === wanted[name].integrity;
  return Object.keys(wanted).every((name) => name === '' || same(name) || (wanted[name].optional && !there[name]));
}

/** Runs a package's program when `output` is missing or was not made from these sources. */
async function built(label, output, sources, [program, ...args]) {
  const stamp = inRoot('.cache', `${path.basename(output)}.sha256`);
  const hash = createHash('sha256');
  for (const file of sources)
    hash
      .update(`${file}\0`)
      .update(readFileSync(inRoot(file)))
      .update('\0');
  const print = hash.digest('hex');
  if (existsSync(inRoot(output)) && existsSync(stamp) && readFileSync(stamp, 'utf8') === print) return;
  await stage(label, process.execPath, [inRoot('node_modules', program), ...args]);
  writeFileSync(stamp, print);
}

/** Runs a command, silent unless it fails, and says how long it took. */
async function stage(label, command, args) {
  process.stdout.write(`${label} … `);
  const start = performance.now();
  const env = { ...process.env, CHECKPOINT_DISABLE: '1', PRISMA_HIDE_UPDATE_MESSAGE: '1' };
  const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  if (code !== 0) {
    process.stdout.write(`failed after ${seconds} s\n`);
    const byHand = [
      command === process.execPath ? 'node' : command,
      ...args.map((arg) => path.relative(root, arg) || arg),
    ];
    throw new Error(`${output.trimEnd()}\n\n${label} failed: see above. To try it alone: ${byHand.join(' ')}`);
  }
  process.stdout.write(`${seconds} s\n`);
}

/** Two commands started at once on a fresh clone must not install over each other. */
async function alone(lock, work) {
  for (let told = false; ; told = true) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      if (isStale(lock)) rmSync(lock, { force: true });
      else if (!told) console.log('Waiting for the set-up that another command does …');
      await delay(200);
    }
  }
  try {
    await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function isStale(lock) {
  try {
    if (Date.now() - statSync(lock).mtimeMs > LOCK_IS_STALE_MS) return true;
    process.kill(Number(readFileSync(lock, 'utf8')), 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

function filesBelow(folder) {
  return readdirSync(inRoot(folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .sort();
}
