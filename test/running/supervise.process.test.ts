import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Part, PartFailure } from '../../scripts/support/part.ts';
import { isAlive, type ProcessIdentity, processIdentity } from '../../scripts/support/process-table.ts';
import { Supervisor } from '../../scripts/support/supervise.ts';
import { until } from '../../scripts/support/until.ts';
import { eventually } from '../support/eventually.ts';

let dir: string;
let supervisor: Supervisor;
const lines: string[] = [];

beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'doorward-supervise-'));
  lines.length = 0;
  supervisor = new Supervisor({ logDir: path.join(dir, 'logs'), log: (line) => lines.push(line) });
});

afterEach(async () => {
  await supervisor.stop();
  rmSync(dir, { recursive: true, force: true });
});

/** A program that is ready when it has printed `ready`, and notes in the file `ends` that it was asked to end. */
function part(name: string, program = 'serve()', more: Partial<Part> = {}): Part {
  const ends = JSON.stringify(path.join(dir, 'ends'));
  const serve = `const serve = () => { process.on('SIGTERM', () => { require('fs').appendFileSync(${ends}, '${name}\\n'); process.exit(0); }); setInterval(() => {}, 1e6); console.log('ready'); };`;
  return {
    name,
    command: process.execPath,
    args: ['-e', `${serve} ${program}`],
    ready: (signal, output) => until(() => output().includes('ready'), signal),
    ...more,
  };
}

const identify = (pid: number | undefined): ProcessIdentity => {
  const identity = processIdentity(pid ?? 0);
  if (!identity) throw new Error(`there is no process ${pid}`);
  return identity;
};

test('a part that was killed is started again, and is another process then', async () => {
  const running = await supervisor.start(part('a'));
  const first = identify(running.pid());
  await running.kill('SIGKILL');
  await running.ready();
  expect(isAlive(first)).toBe(false);
  expect(isAlive(identify(running.pid()))).toBe(true);
  expect(running.restarts()).toBe(1);
  expect(lines).toEqual(['a ended by itself with code 137 and is started again']);
});

test('parts stop in the reverse order of their start', async () => {
  for (const name of ['first', 'second', 'third']) await supervisor.start(part(name));
  await supervisor.stop();
  expect(readFileSync(path.join(dir, 'ends'), 'utf8')).toBe('third\nsecond\nfirst\n');
});

test('a part that ignores the request to stop is killed after its grace', async () => {
  const deaf = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1e6); console.log('ready');";
  const running = await supervisor.start(part('deaf', deaf, { graceMs: 200 }));
  const identity = identify(running.pid());
  await supervisor.stop();
  expect(isAlive(identity)).toBe(false);
});

test('a part that ends before it is ready is reported with what it printed', async () => {
  const failure = supervisor.start(part('broken', "console.error('no such database'); process.exit(3);"));
  await expect(failure).rejects.toBeInstanceOf(PartFailure);
  await expect(failure).rejects.toMatchObject({
    message: 'broken ended with code 3 before it was ready',
    output: 'no such database',
  });
});

test('a part whose first end will pass is tried again', async () => {
  const flag = JSON.stringify(path.join(dir, 'flag'));
  const second = `const fs = require('fs'); if (fs.existsSync(${flag})) serve(); else { fs.writeFileSync(${flag}, ''); console.log('still locked'); process.exit(1); }`;
  const running = await supervisor.start(
    part('late', second, { passing: (output) => output.includes('still locked') }),
  );
  expect(isAlive(identify(running.pid()))).toBe(true);
});

test('a part whose leash is killed does not live on beside its successor', async () => {
  const running = await supervisor.start(part('a'));
  const first = identify(running.pid());
  process.kill(parentOf(first.pid), 'SIGKILL');
  await eventually(() => expect(isAlive(first)).toBe(false));
  await eventually(() => expect(running.restarts()).toBe(1));
  await running.ready();
});

test('when the supervisor is killed with SIGKILL, its parts are asked to stop and end', async () => {
  const script = path.join(dir, 'supervisor.mts');
  const { args } = part('orphan');
  const supervise = new URL('../../scripts/support/supervise.ts', import.meta.url).href;
  writeFileSync(
    script,
    `import { Supervisor } from ${JSON.stringify(supervise)};
     const supervisor = new Supervisor({ logDir: ${JSON.stringify(path.join(dir, 'other'))}, log: console.error });
     const part = await supervisor.start({ name: 'orphan', command: process.execPath, args: ${JSON.stringify(args)}, ready: async (signal, output) => { while (!output().includes('ready')) await new Promise((r) => setTimeout(r, 20)); } });
     console.log(part.pid());`,
  );
  const other = spawn(process.execPath, ['--import', 'tsx', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [printed] = (await once(other.stdout, 'data')) as [Buffer];
  const orphan = identify(Number(printed.toString()));
  other.kill('SIGKILL');
  await eventually(() => expect(isAlive(orphan)).toBe(false));
  expect(readFileSync(path.join(dir, 'ends'), 'utf8')).toBe('orphan\n');
});

function parentOf(pid: number): number {
  if (process.platform !== 'linux')
    return Number(spawnSync('ps', ['-o', 'ppid=', '-p', String(pid)], { encoding: 'utf8' }).stdout);
  return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}
