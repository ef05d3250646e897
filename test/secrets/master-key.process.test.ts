import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { masterKeyInFolder } from '../../prisma/secrets/master-key.ts';

const root = path.resolve(import.meta.dirname, '../..');
let folder: string;
beforeEach(() => {
  folder = path.join(mkdtempSync(path.join(tmpdir(), 'doorward-keys-')), 'keys');
});
afterEach(() => rmSync(path.dirname(folder), { recursive: true, force: true }));

const context = 'organization-key:1:1';
const key = new Uint8Array(32).fill(7);

describe('the master key', () => {
  test('is one and the same for processes that start at the same time', async () => {
    const code = `import { masterKeyInFolder } from ${JSON.stringify(path.join(root, 'prisma/secrets/master-key.ts'))};
      console.log(Buffer.from(await masterKeyInFolder(${JSON.stringify(folder)}).derive('test')).toString('hex'));`;
    const start = () =>
      promisify(execFile)(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], { cwd: root });
    const outputs = await Promise.all(Array.from({ length: 6 }, start));
    expect(new Set(outputs.map(({ stdout }) => stdout)).size).toBe(1);
    expect(outputs[0]?.stdout).toMatch(/^[0-9a-f]{64}\n$/);
    expect(readdirSync(folder)).toEqual(['master-1.key']);
  });

  test('is readable by its owner only, and refused when everyone could read it', async () => {
    const wrapped = await masterKeyInFolder(folder).wrap(key, context);
    const file = path.join(folder, 'master-1.key');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(await masterKeyInFolder(folder).unwrap(wrapped, 'file:1', context)).toEqual(Buffer.from(key));
    chmodSync(file, 0o644);
    expect(() => masterKeyInFolder(folder)).toThrow('chmod 600');
  });

  test('can be succeeded: the newest wraps, the older ones still unwrap', async () => {
    const wrapped = await masterKeyInFolder(folder).wrap(key, context);
    writeFileSync(path.join(folder, 'master-2.key'), Buffer.alloc(32, 1).toString('base64'), { mode: 0o600 });
    const both = masterKeyInFolder(folder);
    expect(both.id).toBe('file:2');
    expect(await both.unwrap(wrapped, 'file:1', context)).toEqual(Buffer.from(key));
    await expect(both.unwrap(wrapped, 'file:2', context)).rejects.toThrow();
    await expect(both.unwrap(wrapped, 'file:3', context)).rejects.toThrow('file:3 is not in');
  });

  test('wraps for one organization: what is wrapped opens for no other', async () => {
    const master = masterKeyInFolder(folder);
    const wrapped = await master.wrap(key, context);
    await expect(master.unwrap(wrapped, master.id, 'organization-key:2:1')).rejects.toThrow();
  });

  test('that is not 32 bytes is refused', () => {
    masterKeyInFolder(folder);
    writeFileSync(path.join(folder, 'master-1.key'), 'short');
    expect(() => masterKeyInFolder(folder)).toThrow('is not 32 bytes');
  });
});
