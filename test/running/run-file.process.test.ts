import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { isAlive, processIdentity } from '../../scripts/support/process-table.ts';
import { claim } from '../../scripts/support/run-file.ts';

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'doorward-claim-'));
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

test('a folder that a living process holds is refused to another, with the holder’s process ID', async () => {
  const held = await claim(dir);
  await expect(claim(dir)).rejects.toThrow(`process ${process.pid} has held ${dir} since`);
  held.release();
});

test('of many who take a free folder at once, one gets it', async () => {
  const results = await Promise.allSettled(Array.from({ length: 5 }, () => claimElsewhere()));
  const holders = results.filter((result) => result.status === 'fulfilled').map((result) => result.value);
  expect(holders).toHaveLength(1);
  for (const holder of holders) holder.kill('SIGKILL');
});

test('where the holder was killed, the next one ends the processes that it left, and holds the folder', async () => {
  const left = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { stdio: 'ignore', detached: true });
  const identity = processIdentity(left.pid ?? 0);
  if (!identity) throw new Error('the process did not start');
  const holder = await claimElsewhere([{ ...identity, name: 'worker', stopSignal: 'SIGTERM' }]);
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  const held = await claim(dir);
  expect(isAlive(identity)).toBe(false);
  await expect(claim(dir)).rejects.toThrow(`process ${process.pid} has held`);
  held.release();
  expect(readdirSync(dir)).toEqual([]);
});

/** Another process that takes the folder and lives on. Rejects when it is refused. */
async function claimElsewhere(parts: object[] = []) {
  const module = new URL('../../scripts/support/run-file.ts', import.meta.url).href;
  const program = `import { claim } from ${JSON.stringify(module)};
    const held = await claim(${JSON.stringify(dir)}); held.note(${JSON.stringify(parts)}); console.log('held'); setInterval(() => {}, 1e6);`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await Promise.race([
    once(child.stdout, 'data'),
    once(child, 'exit').then(() => {
      throw new Error('refused');
    }),
  ]);
  return child;
}
