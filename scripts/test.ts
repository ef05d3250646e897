// npm test: types, lint and format, then every test. npm test -- ARGUMENTS: only Jest, with these.
import { type SpawnOptions, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stopRequests } from './support/stop-requests.ts';

interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

const stopping = stopRequests();
const selected = process.argv.slice(2);
const tally: Tally = { passed: 0, failed: 0, skipped: 0 };

if (selected.length === 0) {
  for (const check of ['typecheck', 'lint']) {
    const ok = (await run('npm', ['run', '--silent', check], {})) === 0;
    console.log(`${ok ? 'ok' : 'FAILED'}: npm run ${check}`);
    tally[ok ? 'passed' : 'failed'] += 1;
  }
}
const jest = await runJest();
tally.passed += jest.passed;
tally.failed += jest.failed;
tally.skipped += jest.skipped;
console.log(`${tally.passed} passed, ${tally.failed} failed${tally.skipped > 0 ? `, ${tally.skipped} skipped` : ''}`);
process.exit(tally.failed > 0 || tally.passed === 0 ? 1 : 0);

async function runJest(): Promise<Tally> {
  const dir = mkdtempSync(path.join(tmpdir(), 'doorward-tally-'));
  const file = path.join(dir, 'tally.json');
  const options = `${process.env.NODE_OPTIONS ?? ''} --experimental-vm-modules --disable-warning=ExperimentalWarning`;
  try {
    const code = await run(process.execPath, ['node_modules/jest/bin/jest.js', ...selected], {
      NODE_OPTIONS: options,
      DOORWARD_TEST_TALLY: file,
    });
    const counts = JSON.parse(readFileSync(file, 'utf8')) as Tally;
    // Jest can fail with every test passed: a set-up or an end that failed
    return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
  } catch {
    return { passed: 0, failed: 1, skipped: 0 }; // Jest ended before it could count
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function run(command: string, args: readonly string[], env: Record<string, string>): Promise<number> {
  const options: SpawnOptions = { stdio: 'inherit', env: { ...process.env, ...env } };
  const child = spawn(command, args, options);
  const stop = (): boolean => child.kill('SIGTERM');
  stopping.addEventListener('abort', stop);
  try {
    return await new Promise((resolve) => {
      child.once('error', () => resolve(127));
      child.once('exit', (code) => resolve(code ?? 1));
    });
  } finally {
    stopping.removeEventListener('abort', stop);
  }
}
