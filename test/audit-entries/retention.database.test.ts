// What is older than the organization keeps it goes, behind a signed checkpoint from which the chain verifies.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { ndjsonOf } from '../../api/audit-entries/ndjson.ts';
import { inOrganization } from '../../prisma/client.ts';
import { dropBatch, makeCheckpoint } from '../../prisma/commands/audit-entries/retention.ts';
import { changePolicy } from '../../prisma/commands/organizations/change.ts';
import { createTeam } from '../../prisma/commands/teams/teams.ts';
import { listAuditEntries } from '../../prisma/queries/audit-entries/list.ts';
import { organizationsWithRetention } from '../../prisma/queries/audit-entries/retention.ts';
import { sqlState } from '../../prisma/retry.ts';
import { openSigner, type Signer } from '../../prisma/secrets/signing.ts';
import type { Policy } from '../../rules/organizations/policy.ts';
import { type TestData, testData, type TestOrganization, testOrganization } from '../support/organization.ts';

const run = promisify(execFile);
const by = { by: 'workflow', workflowId: 'auditRetention' } as const;
const now = new Date();
let data: TestData;
let signer: Signer;
let folder: string;
let organization: TestOrganization;

beforeAll(async () => {
  data = await testData();
  signer = await openSigner(data.keys);
  folder = mkdtempSync(path.join(tmpdir(), 'doorward-retention-'));
});
afterAll(async () => {
  await data.close();
  rmSync(folder, { recursive: true });
});
/** Two entries of the set-up, three old ones, then two of today: the policy's and a team's. */
beforeEach(async () => {
  organization = await testOrganization(data);
  for (const name of ['Old', 'Older', 'Oldest']) await team(name);
  await age(100);
  await policy({ retentionDays: 90 });
  await team('New');
});

const team = (name: string) =>
  createTeam(
    data.db,
    organization.id,
    { ...organization.as, throughId: organization.adminPerson, from: { address: '192.0.2.9', agent: 'old browser' } },
    { name, now },
  );
const policy = (audit: Partial<Policy['audit']>) =>
  changePolicy(data.db, organization.id, organization.as, { policy: { audit } });
const checkpoint = () => makeCheckpoint(data.db, signer, organization.id, by, { now });
const sequences = async () =>
  (await listAuditEntries(data.db, organization.id, {}, { limit: 50 })).map(({ sequence }) => Number(sequence));

/** As if all that there is had been written so many days earlier: what only the clock can do, done with the guards off. */
async function age(days: number): Promise<void> {
  const guards = ['audit_entries append_only', 'audit_values append_only'].map((guard) => guard.split(' '));
  const turn = (how: string) =>
    guards.map(([table, trigger]) => `ALTER TABLE ${table} ${how} TRIGGER ${trigger}`).join(';');
  const aged = ['audit_entries', 'audit_values', 'audit_heads'].map(
    (table) => `UPDATE ${table} SET at = at - interval '${days} days' WHERE organization_id = '${organization.id}'`,
  );
  await data.owner.query(`BEGIN; ${turn('DISABLE')}; ${aged.join(';')}; ${turn('ENABLE ALWAYS')}; COMMIT`);
}

async function dropAll(most?: number): Promise<{ entries: number; personal: number; batches: number }> {
  const all = { entries: 0, personal: 0, batches: 0 };
  for (;;) {
    const { entries, personal } = await dropBatch(data.db, organization.id, most);
    if (entries + personal === 0) return all;
    all.entries += entries;
    all.personal += personal;
    all.batches += 1;
  }
}

test('behind the checkpoint nothing is read any more; then it is dropped batch by batch, with events and personal values', async () => {
  expect(await checkpoint()).toBe(5);
  expect(await sequences()).toEqual([6, 7, 8]);
  const kept = () =>
    data.owner.query(
      `SELECT (SELECT count(*)::int FROM audit_entries WHERE organization_id = $1) AS entries,
        (SELECT count(*)::int FROM events WHERE organization_id = $1) AS events,
        (SELECT count(*)::int FROM audit_values WHERE organization_id = $1) AS values`,
      [organization.id],
    );
  expect((await kept()).rows).toEqual([{ entries: 8, events: 8, values: 2 }]);
  expect(await dropAll(2)).toEqual({ entries: 5, personal: 2, batches: 4 });
  expect((await kept()).rows).toEqual([{ entries: 3, events: 3, values: 0 }]);
  expect(await checkpoint()).toBeNull();
});

test('what is left verifies from the checkpoint on', async () => {
  await checkpoint();
  await dropAll();
  const [file, keys] = [path.join(folder, `${organization.id}.ndjson`), path.join(folder, 'jwks.json')];
  let text = '';
  for await (const part of ndjsonOf(data.db, organization.id, { filter: {}, after: 0n })) text += part;
  writeFileSync(file, text);
  writeFileSync(keys, JSON.stringify({ keys: signer.publicKeys }));
  const { stdout } = await run(process.execPath, ['scripts/verify-audit.mjs', file, '--keys', keys]);
  const { rows } = await data.owner.query(
    `SELECT sequence || ':' || encode(hash, 'hex') AS head FROM audit_heads WHERE organization_id = $1`,
    [organization.id],
  );
  expect(stdout.trim()).toBe(rows[0]?.head);
});

test('two at once make one checkpoint, and drop everything once', async () => {
  const made = await Promise.all([checkpoint(), checkpoint(), checkpoint()]);
  expect(made.filter((sequence) => sequence !== null)).toEqual([5]);
  const dropped = await Promise.all([dropAll(2), dropAll(2)]);
  expect(dropped.reduce((sum, { entries }) => sum + entries, 0)).toBe(5);
  expect(await sequences()).toEqual([6, 7, 8]);
});

test('nothing goes where all is kept, under a legal hold, or before its time', async () => {
  await policy({ legalHold: true });
  expect(await checkpoint()).toBeNull();
  await policy({ legalHold: false, retentionDays: 101 });
  expect(await checkpoint()).toBeNull();
  await policy({ retentionDays: null });
  expect(await checkpoint()).toBeNull();
  await policy({ retentionDays: 90 });
  expect(await checkpoint()).toBe(5);
  await policy({ legalHold: true });
  expect(await dropAll()).toMatchObject({ entries: 0 });
});

test('only organizations with a retention are seen to, page by page', async () => {
  const other = await testOrganization(data);
  const all = await organizationsWithRetention(data.db, { limit: 1000 });
  expect(all).toContain(organization.id);
  expect(all).not.toContain(other.id);
  const [first, second] = all;
  expect(await organizationsWithRetention(data.db, { after: first ?? '', limit: 1 })).toEqual([second]);
});

test('the database drops nothing that no checkpoint vouches for, and takes no checkpoint that is too young or of another chain', async () => {
  const as = (sql: string) =>
    inOrganization(data.db, organization.id, (tx) => tx.$executeRawUnsafe(sql)).then(
      () => 'done',
      (error: unknown) => sqlState(error),
    );
  const record = (sequence: number, hash: string, days: number) =>
    as(`SELECT record_audit_checkpoint(${sequence}, ${hash}, now() - interval '${days} days', 'x')`);
  const hashOf = (sequence: number) =>
    `(SELECT hash FROM audit_entries WHERE organization_id = '${organization.id}' AND sequence = ${sequence})`;
  expect(await record(5, hashOf(5), 29)).toBe('23001');
  expect(await record(5, hashOf(4), 90)).toBe('23001');
  expect(await record(7, hashOf(7), 90)).toBe('23001');
  expect(await as('SELECT * FROM drop_audit_entries(100)')).toBe('done');
  expect(await sequences()).toHaveLength(7);
  await expect(data.owner.query('DELETE FROM audit_entries')).rejects.toMatchObject({ code: '23001' });
  expect(await record(4, hashOf(4), 90)).toBe('done');
  await expect(
    data.owner.query('DELETE FROM audit_entries WHERE organization_id = $1 AND sequence = 5', [organization.id]),
  ).rejects.toMatchObject({ code: '23001' });
});
