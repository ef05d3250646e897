import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';

const root = fileURLToPath(new URL('../..', import.meta.url));
const dir = mkdtempSync(path.join(tmpdir(), 'doorward-imports-'));

/** File, import, and part of the reason when it is refused. */
const cases: [file: string, specifier: string, reason: string | undefined][] = [
  ['rules/a.ts', '../prisma/client.ts', 'rules/ is pure'],
  ['rules/b.ts', 'node:fs', 'rules/ is pure'],
  ['rules/c.ts', 'zod', 'rules/ is pure'],
  ['rules/removals/d.ts', '../failures.ts', undefined],
  ['workflows/removals/messages.ts', '../../prisma/client.ts', 'messages.ts is what others import'],
  ['workflows/approvals/messages.ts', '@temporalio/client', 'messages.ts may only import'],
  ['workflows/invitations/messages.ts', '@temporalio/workflow', undefined],
  ['workflows/removals/a.ts', '../../prisma/client.ts', 'a workflow decides with rules/'],
  ['workflows/removals/b.ts', 'node:crypto', 'workflow code is deterministic'],
  ['workflows/removals/c.ts', '@temporalio/worker', 'workflow code is deterministic'],
  ['workflows/removals/d.ts', '@temporalio/common', undefined],
  ['prisma/a.ts', '../activities/transfer.ts', 'prisma/ keeps facts'],
  ['activities/a.ts', '../workflows/removals/workflow.ts', 'activities know rules, prisma and temporal'],
  ['activities/b.ts', '../api/app.ts', 'nothing imports api'],
  ['api/removals/a.ts', '../../workflows/removals/workflow.ts', 'of a workflow only messages.ts'],
  ['api/removals/b.ts', '../../workflows/index.ts', 'of a workflow only messages.ts'],
  ['api/removals/c.ts', '../../activities/transfer.ts', 'api/ reads and writes through prisma/'],
  ['api/removals/d.ts', '../../workflows/removals/messages.ts', undefined],
  ['worker/a.ts', '../workflows/removals/workflow.ts', 'the worker bundles workflows by path'],
  ['worker/b.ts', '../workflows/webhooks/messages.ts', undefined],
  ['web/a.ts', '../rules/failures.ts', 'the console knows only the HTTP API'],
];

let found: Map<string, string[]>;

beforeAll(() => {
  const config = JSON.parse(readFileSync(path.join(root, '.oxlintrc.json'), 'utf8')) as Record<string, unknown>;
  writeFileSync(path.join(dir, '.oxlintrc.json'), JSON.stringify({ ...config, options: { typeAware: false } }));
  for (const [file, specifier] of cases) {
    mkdirSync(path.dirname(path.join(dir, file)), { recursive: true });
    writeFileSync(path.join(dir, file), `import * as it from '${specifier}';\nexport const used = it;\n`);
  }
  const oxlint = path.join(root, 'node_modules/oxlint/bin/oxlint');
  const { stdout } = spawnSync(process.execPath, [oxlint, '--format', 'json'], { cwd: dir, encoding: 'utf8' });
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: { filename: string; message: string; help?: string }[] };
  found = new Map();
  for (const { filename, message, help = '' } of diagnostics) {
    found.set(filename, [...(found.get(filename) ?? []), `${message} ${help}`]);
  }
});

afterAll(() => rmSync(dir, { recursive: true, force: true }));

test.each(cases.filter(([, , reason]) => reason !== undefined))(
  '%s may not import %s: %s',
  (file, _specifier, reason) => {
    expect(found.get(file)?.join('\n')).toContain(reason);
  },
);

test.each(cases.filter(([, , reason]) => reason === undefined))('%s may import %s', (file) => {
  expect(found.get(file) ?? []).toEqual([]);
});
