import { execFile } from 'node:child_process';
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { entryOf } from '../../rules/audit/entry.ts';
import { pythonForVerifying } from '../../scripts/demo/python.ts';

interface Line {
  sequence: number;
  body: string;
  hash: string;
}

const salt = 'a1'.repeat(32);
const values = JSON.stringify({ name: 'Ölaf "x"' });
const commitment = createHash('sha256').update(Buffer.from(salt, 'hex')).update(values).digest('hex');

function chain(length: number): Line[] {
  let before = Buffer.alloc(0);
  return Array.from({ length }, (_, index) => {
    const sequence = index + 1;
    const change = {
      action: 'member.suspended',
      object: 'member',
      after: { note: `Ö ${sequence}\n"x" \u2028` },
    } as const;
    const personal = [{ of: 'm', fields: ['name'], commitment }];
    const at = '2026-11-24T12:00:00.000Z';
    const { body } = entryOf({ by: 'system', reason: 'a test' }, change, { at, personal });
    before = createHash('sha256').update(before).update(`${sequence}\n${body}`).digest();
    return { sequence, body, hash: before.toString('hex') };
  });
}

/** As the export writes it. */
const written = (line: object): string =>
  'body' in line
    ? `{"sequence":${(line as Line).sequence},"hash":"${(line as Line).hash}","body":${(line as Line).body}}`
    : JSON.stringify(line);

const whole = chain(5);
const head = `5:${whole[4]?.hash}`;
const opened = { personal: commitment, salt, values };
const endOf = (entries: number) => ({ end: { entries, sequence: 5, hash: whole[4]?.hash } });
const exportOf = (lines: readonly object[]) => [...lines, endOf(lines.length)];

let folder: string;
let keys: string;
const pair = generateKeyPairSync('ed25519');
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'doorward-verify-'));
  keys = path.join(folder, 'jwks.json');
  writeFileSync(keys, JSON.stringify({ keys: [{ ...pair.publicKey.export({ format: 'jwk' }), kid: 'k1' }] }));
});
afterAll(() => rmSync(folder, { recursive: true }));

function checkpointAt(sequence: number, states: object = {}) {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const hash = whole[sequence - 1]?.hash;
  const statement = { kind: 'doorward.audit-checkpoint', sequence, hash, ...states };
  const signed = `${part({ alg: 'EdDSA', kid: 'k1' })}.${part(statement)}`;
  const signature = sign(null, Buffer.from(signed), pair.privateKey).toString('base64url');
  return { checkpoint: `${signed}.${signature}`, sequence, hash };
}

describe.each([
  ['Python', pythonForVerifying, 'scripts/verify-audit.py'],
  ['Node.js', async () => process.execPath, 'scripts/verify-audit.mjs'],
])('by %s', (_, found, script) => {
  let program: string;
  beforeAll(async () => {
    program = await found();
  });
  const verify = async (lines: readonly object[], ...options: string[]): Promise<{ code: number; stdout: string }> =>
    await new Promise((resolve) => {
      const child = execFile(program, [script, '-', ...options], (error, stdout) =>
        resolve({ code: error === null ? 0 : Number(error.code), stdout: stdout.trim() }),
      );
      child.stdin?.end(lines.map((line) => `${written(line)}\n`).join(''));
    });
  const codes = async (all: readonly (readonly object[])[]) =>
    (await Promise.all(all.map((lines) => verify(lines)))).map(({ code }) => code);

  test('an unbroken chain is accepted, and its head printed', async () => {
    expect(await verify(exportOf(whole))).toEqual({ code: 0, stdout: head });
    expect(await verify(exportOf(whole), '--head', head)).toMatchObject({ code: 0 });
  });

  test('an entry that was changed, taken out, added, or moved breaks it', async () => {
    const changed = whole.map((line) => (line.sequence === 3 ? { ...line, body: line.body.replace('3', '4') } : line));
    const without = whole.filter(({ sequence }) => sequence !== 3);
    const renumbered = without.map((line, index) => ({ ...line, sequence: index + 1 }));
    const twice = whole.flatMap((line) => (line.sequence === 3 ? [line, line] : [line]));
    const moved = [whole[1], whole[0], ...whole.slice(2)] as Line[];
    const broken = [changed, without, renumbered, twice, moved, whole.slice(1)];
    expect(await codes(broken.map(exportOf))).toEqual(broken.map(() => 1));
  });

  test('an export that was cut off, or says more than it has, is broken', async () => {
    expect(await codes([whole, [...whole.slice(0, 3), endOf(5)], [...whole, endOf(4)]])).toEqual([1, 1, 1]);
    const shortened = [...whole.slice(0, 4), { end: { entries: 4, sequence: 4, hash: whole[3]?.hash } }];
    expect(await verify(shortened)).toMatchObject({ code: 0 });
    expect(await verify(shortened, '--head', head)).toMatchObject({ code: 1 });
    expect(await verify(exportOf(whole), '--head', `4:${'ab'.repeat(32)}`)).toMatchObject({ code: 1 });
  });

  test('a part of an audit is checked from the entry before it', async () => {
    const part = exportOf(whole.slice(2));
    expect(await verify(part, '--after', `2:${whole[1]?.hash}`)).toEqual({ code: 0, stdout: head });
    expect(await verify(part, '--after', `2:${'00'.repeat(32)}`)).toMatchObject({ code: 1 });
  });

  test('what retention left is checked from the signed checkpoint on', async () => {
    const rest = whole.slice(3);
    const kept = (checkpoint: object) => [checkpoint, ...rest, endOf(2)];
    expect(await verify(kept(checkpointAt(3)), '--keys', keys)).toEqual({ code: 0, stdout: head });
    expect(await verify(kept(checkpointAt(3)))).toMatchObject({ code: 2 });
    const forged = { ...checkpointAt(3), checkpoint: `${checkpointAt(3).checkpoint.slice(0, -6)}AAAAAA` };
    for (const bad of [
      forged,
      checkpointAt(3, { hash: whole[1]?.hash }),
      checkpointAt(3, { kind: 'else' }),
      checkpointAt(2),
    ])
      expect(await verify(kept(bad), '--keys', keys)).toMatchObject({ code: 1 });
  });

  test('personal values that are there fit what the chain commits to, and erased ones leave it whole', async () => {
    const end = endOf(5);
    expect(await verify([opened, ...whole, end])).toMatchObject({ code: 0 });
    expect(await verify([{ personal: commitment, erased: true }, ...whole, end])).toMatchObject({ code: 0 });
    const other = { ...opened, personal: createHash('sha256').update('other').digest('hex') };
    const unnamed = { ...opened, salt: '', values: '{}', personal: createHash('sha256').update('{}').digest('hex') };
    const renamed = { ...opened, values: values.replace('x', 'y') };
    expect(await codes([other, unnamed, renamed].map((line) => [line, ...whole, end]))).toEqual([1, 1, 1]);
  });

  test('nothing, or what matches a filter, proves nothing', async () => {
    expect((await verify([endOf(0)])).code).toBe(2);
    const selection = { action: 'member' };
    expect(
      (await verify([...whole.slice(2, 3), { end: { ...endOf(1).end, selection } }], '--after', `2:${whole[1]?.hash}`))
        .code,
    ).toBe(2);
  });
});
