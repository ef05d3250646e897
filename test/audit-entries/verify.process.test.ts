import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { entryOf } from '../../rules/audit/entry.ts';

interface Line {
  sequence: number;
  body: string;
  hash: string;
}

function chain(length: number): Line[] {
  let before = Buffer.alloc(0);
  return Array.from({ length }, (_, index) => {
    const sequence = index + 1;
    const change = { action: 'member.suspended', object: 'member', after: { name: `Ölaf ${sequence}\n"x"` } } as const;
    const { body } = entryOf({ by: 'system', reason: 'a test' }, change, '2026-11-24T12:00:00.000Z');
    before = createHash('sha256').update(before).update(`${sequence}\n${body}`).digest();
    return { sequence, body, hash: before.toString('hex') };
  });
}

async function verify(lines: Line[], ...options: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return await new Promise((resolve) => {
    const child = execFile('python3', ['scripts/verify-audit.py', '-', ...options], (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout: stdout.trim(), stderr }),
    );
    child.stdin?.end(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  });
}

const whole = chain(5);
const head = `5:${whole[4]?.hash}`;

test('an unbroken chain is accepted, and its head printed', async () => {
  expect(await verify(whole)).toMatchObject({ code: 0, stdout: head });
  expect(await verify(whole, '--head', head)).toMatchObject({ code: 0 });
});

test('an entry that was changed, taken out, added, or moved breaks it', async () => {
  const changed = whole.map((line) => (line.sequence === 3 ? { ...line, body: line.body.replace('3', '4') } : line));
  const without = whole.filter(({ sequence }) => sequence !== 3);
  const renumbered = without.map((line, index) => ({ ...line, sequence: index + 1 }));
  const twice = whole.flatMap((line) => (line.sequence === 3 ? [line, line] : [line]));
  const moved = [whole[1], whole[0], ...whole.slice(2)] as Line[];
  for (const broken of [changed, without, renumbered, twice, moved, whole.slice(1)])
    expect(await verify(broken)).toMatchObject({ code: 1, stdout: '' });
});

test('an end that was cut off shows against a head kept elsewhere', async () => {
  expect(await verify(whole.slice(0, 4))).toMatchObject({ code: 0 });
  expect(await verify(whole.slice(0, 4), '--head', head)).toMatchObject({ code: 1 });
  expect(await verify(whole, '--head', `4:${'ab'.repeat(32)}`)).toMatchObject({ code: 1 });
});

test('a part of an audit is checked from the entry before it', async () => {
  expect(await verify(whole.slice(2), '--after', `2:${whole[1]?.hash}`)).toMatchObject({ code: 0, stdout: head });
  expect(await verify(whole.slice(2), '--after', `2:${'00'.repeat(32)}`)).toMatchObject({ code: 1 });
});

test('an empty export proves nothing', async () => {
  expect((await verify([])).code).toBe(2);
});
