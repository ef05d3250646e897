import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Trace } from '../../scripts/support/part.ts';
import { isAlive } from '../../scripts/support/process-table.ts';
import { eventually } from '../support/eventually.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const dir = mkdtempSync(path.join(tmpdir(), 'doorward-start-'));

/** `npm start` after its set-up, in a process of its own. */
class Start {
  readonly child: ChildProcess;
  output = '';
  constructor() {
    const env = { ...process.env, DOORWARD_DATA: dir, NODE_OPTIONS: '' };
    this.child = spawn(process.execPath, ['scripts/run.mjs', 'start'], {
      cwd: root,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.output += chunk.toString();
      });
    }
  }
  async ready(): Promise<this> {
    await eventually(() => {
      if (this.child.exitCode !== null) return;
      expect(this.output).toContain('\nReady.\n');
    }, 180_000);
    expect(this.output).toContain('\nReady.\n');
    return this;
  }
  place(name: string): string {
    return new RegExp(`${name} +(http\\S+)`).exec(this.output)?.[1] ?? '';
  }
  async ended(): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
    return this.child.exitCode;
  }
}

const parts = (): Trace[] => (JSON.parse(readFileSync(path.join(dir, 'run.json'), 'utf8')) as { parts: Trace[] }).parts;
const part = (name: string): Trace => {
  const found = parts().find((trace) => trace.name === name);
  if (!found) throw new Error(`${name} does not run`);
  return found;
};

let start: Start;

beforeAll(async () => {
  start = await new Start().ready();
});

afterAll(async () => {
  start.child.kill('SIGTERM');
  await start.ended();
  rmSync(dir, { recursive: true, force: true });
});

test('it serves the console, the inbox, the Temporal UI and the example host at the places that it prints', async () => {
  const places = ['Console', 'Mails', 'Temporal UI', 'Example host'].map((name) => start.place(name));
  const statuses = await Promise.all(
    places.map(async (place, i) => (await fetch(i === 3 ? `${place}/health` : place)).status),
  );
  expect(statuses).toEqual([200, 200, 200, 200]);
});

test('it prints a link that signs in as the admin of the sample organization', () => {
  expect(start.output).toMatch(/Sign in as the admin of .+:\n {2}http:\/\/localhost:\d+\/\S+\n/);
});

test('a second start of the same data is refused, and names the process that holds it', async () => {
  const second = new Start();
  expect(await second.ended()).toBe(1);
  expect(second.output).toContain(`process ${start.child.pid} has held ${dir}`);
});

test('a worker that is killed is started again', async () => {
  const worker = part('worker');
  process.kill(worker.pid, 'SIGKILL');
  await eventually(() => expect(part('worker').pid).not.toBe(worker.pid));
});

test('after a kill of the whole command the next start comes up at once, beside nothing that was left', async () => {
  const left = parts();
  start.child.kill('SIGKILL');
  await start.ended();
  start = await new Start().ready();
  expect(left.filter((trace) => isAlive(trace))).toEqual([]);
});

test('SIGTERM stops every part, and the command ends without a failure', async () => {
  const running = parts();
  expect(running.map((trace) => trace.name).sort()).toEqual(['api', 'host', 'postgres', 'temporal', 'worker']);
  start.child.kill('SIGTERM');
  expect(await start.ended()).toBe(0);
  expect(running.filter((trace) => isAlive(trace))).toEqual([]);
  expect(existsSync(path.join(dir, 'run.json'))).toBe(false);
});
