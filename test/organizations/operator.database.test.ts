import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findOrganization } from '../../prisma/queries/organizations/find.ts';
import { type TestData, testData } from '../support/organization.ts';

let data: TestData;
beforeAll(async () => {
  data = await testData();
});
afterAll(() => data.close());

async function operator(...args: string[]): Promise<string> {
  const env = { ...process.env, DATABASE_URL: data.url, DOORWARD_KEYS: data.keys };
  const run = promisify(execFile)(process.execPath, ['--import', 'tsx', 'scripts/organization.ts', ...args], { env });
  return run.then(
    ({ stdout }) => stdout.trim(),
    ({ stderr }: { stderr: string }) => `refused: ${stderr.trim()}`,
  );
}

test('the operator creates an organization by a command, suspends and reactivates it; what can’t be is said', async () => {
  const slug = `org-${randomUUID()}`;
  const create = [
    'create',
    '--name',
    'Acme',
    '--slug',
    slug,
    '--admin-name',
    'Ada',
    '--admin-email',
    'ada@acme.example',
  ];
  const [, id = ''] = /^created (\S+)\./.exec(await operator(...create)) ?? [];
  expect(await findOrganization(data.db, id)).toMatchObject({ slug, status: 'active', custodian: { name: 'Ada' } });
  expect(await operator(...create)).toBe('refused: This name is taken (name slug)');
  await operator('suspend', id, '--reason', 'unpaid');
  expect((await findOrganization(data.db, id))?.status).toBe('suspended');
  expect(await operator('suspend', id, '--reason', 'again')).toMatch(/^refused: .*state suspended/);
  await operator('reactivate', id, '--reason', 'paid');
  expect((await findOrganization(data.db, id))?.status).toBe('active');
  expect(await operator('suspend', id)).toMatch(/^refused: npm run organization/);
}, 60_000);
