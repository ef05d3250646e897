// Personal values lie apart, under a key per person and organization: the chain has commitments, and stays whole when the key is destroyed.
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { changing } from '../../prisma/change.ts';
import { inOrganization } from '../../prisma/client.ts';
import { destroyKeysIn } from '../../prisma/commands/audit-entries/destroy-keys.ts';
import { suspendMember } from '../../prisma/commands/members/suspend.ts';
import { createTeam } from '../../prisma/commands/teams/teams.ts';
import { keepOrigin } from '../../prisma/origins.ts';
import { listAuditEntries } from '../../prisma/queries/audit-entries/list.ts';
import { listEvents } from '../../prisma/queries/events/list.ts';
import { sqlState } from '../../prisma/retry.ts';
import { csvOf } from '../../api/audit-entries/csv.ts';
import { ndjsonOf } from '../../api/audit-entries/ndjson.ts';
import type { Actor } from '../../rules/audit/entry.ts';
import {
  type TestData,
  testData,
  testMember,
  type TestOrganization,
  testOrganization,
} from '../support/organization.ts';

let data: TestData;
let organization: TestOrganization;
let member: Awaited<ReturnType<typeof testMember>>;
let from: Actor & { by: 'member' };
const now = new Date();
const place = { address: '198.51.100.23', agent: 'Mozilla/5.0 (X11)' };
const reason = 'laptop stolen in Graz';

beforeAll(async () => {
  data = await testData();
  organization = await testOrganization(data);
  member = await testMember(data, organization.id, { role: 'admin' });
  from = { ...member.as, throughId: '5b0f6f9e-3f5b-4c64-9c0e-1f4a2f3c4d5e', from: place, requestId: 'r-1' };
  await createTeam(data.db, organization.id, from, { name: 'One', now });
  await createTeam(data.db, organization.id, from, { name: 'Two', now });
  await suspendMember(data.db, organization.id, organization.as, {
    memberId: member.id,
    now,
    reason: 'by-hand',
    text: reason,
  });
});
afterAll(() => data.close());

const entries = (filter = {}) => listAuditEntries(data.db, organization.id, filter, { limit: 50 });
const ndjson = async () => {
  let text = '';
  for await (const part of ndjsonOf(data.db, organization.id, { filter: {}, after: 0n })) text += part;
  return text;
};
const csv = async () => {
  let text = '';
  for await (const part of csvOf(data.db, organization.id, { filter: {}, after: 0n })) text += part;
  return text;
};
const refusedTo = (sql: string) =>
  Promise.resolve(data.owner.query(sql)).then(
    () => 'done',
    (error: unknown) => sqlState(error),
  );

test('an entry says from where and why, though neither is in the chain nor in the event', async () => {
  const [one, two, suspended] = (await entries()).slice(-3);
  const fromWhere = Object.entries(place).map(([field, value]) => ({ of: member.id, field, value }));
  expect(one?.personal).toEqual(fromWhere);
  expect(two?.personal).toEqual(fromWhere);
  expect(JSON.parse(one?.body ?? '')).toMatchObject({ actor: { throughId: from.throughId, requestId: 'r-1' } });
  expect(suspended?.personal).toEqual([{ of: member.id, field: 'reason', value: reason }]);
  const events = await listEvents(data.db, organization.id, { after: 0n, limit: 50 });
  const clear = JSON.stringify(events.map((event) => event.data)) + (await entries()).map(({ body }) => body).join();
  for (const personal of [...Object.values(place), reason]) expect(clear).not.toContain(personal);
});

test('what one session does from one place is one value, not one for each entry', async () => {
  const commitments = (await entries({ actorId: member.id })).map(
    ({ body }) => (JSON.parse(body) as { personal: { commitment: string }[] }).personal[0]?.commitment,
  );
  expect(commitments).toHaveLength(2);
  expect(new Set(commitments).size).toBe(1);
});

test('what a click brings along is kept before it travels, and the same click keeps it once', async () => {
  const actor = { ...organization.as, throughId: member.personId, from: place };
  const origin = await keepOrigin(data.db, organization.id, actor);
  expect(origin).toMatchObject({ of: organization.admin, commitment: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(await keepOrigin(data.db, organization.id, actor)).toEqual(origin);
  const { from: _, ...clicked } = actor;
  await createTeam(data.db, organization.id, { ...clicked, ...(origin && { origin }) }, { name: 'Clicked', now });
  expect((await entries()).at(-1)?.personal).toEqual(
    Object.entries(place).map(([field, value]) => ({ of: organization.admin, field, value })),
  );
});

test('commitments can be checked with what is in the export, and nobody else’s organization has the values', async () => {
  const lines = (await ndjson())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const values = lines.filter((line) => 'values' in line);
  expect(values.length).toBeGreaterThanOrEqual(3);
  for (const { personal, salt, values: text } of values)
    expect(createHash('sha256').update(Buffer.from(salt, 'hex')).update(text).digest('hex')).toBe(personal);
  const other = await testOrganization(data);
  const seen = await inOrganization(data.db, other.id, (tx) =>
    tx.auditValue.count({ where: { subjectId: member.id } }),
  );
  expect(seen).toBe(0);
});

test('a spreadsheet takes no cell of the CSV for a formula, and its last record says that it is whole', async () => {
  await changing(data.db, organization.id, organization.as, async (_tx, record) => {
    record({ action: 'test.happened', object: 'test', reason: '=HYPERLINK("http://evil.example")' });
    await Promise.resolve();
  });
  const records = (await csv()).trim().split('\r\n');
  expect(records.at(-2)).toContain(`"'=HYPERLINK(""http://evil.example"")"`);
  const count = (await entries()).length;
  expect(records).toHaveLength(count + 2);
  expect(records.at(-1)).toMatch(new RegExp(`^end,.*,${count},.*,[0-9a-f]{64}$`));
});

describe('when a person is erased', () => {
  let before: string;
  beforeAll(async () => {
    before = await ndjson();
    await inOrganization(data.db, organization.id, (tx) => destroyKeysIn(tx, organization.id, [member.id]));
  });

  test('what is theirs is gone from every reading, the chain is as it was, and others’ values are there', async () => {
    const entriesIn = (text: string) => text.split('\n').filter((line) => line.includes('"body"'));
    const after = await ndjson();
    expect(entriesIn(after)).toEqual(entriesIn(before));
    expect(before).toContain(reason);
    for (const text of [after, await csv()]) {
      expect(text).not.toContain(reason);
      expect(text).toContain('erased');
      expect(text).toContain(place.address); // the admin's, of the click
    }
    const theirs = await entries({ actorId: member.id });
    expect(theirs.flatMap(({ personal }) => personal.map(({ value }) => value))).toEqual([null, null, null, null]);
  });

  test('nothing of them is kept any more, by a process that had their key in memory neither', async () => {
    await changing(data.db, organization.id, organization.as, async (_tx, record) => {
      record({
        action: 'test.happened',
        object: 'test',
        personal: [{ of: member.id, values: { reason: 'once more' } }],
      });
      await Promise.resolve();
    });
    expect((await entries()).at(-1)?.personal).toEqual([{ of: member.id, field: 'reason', value: null }]);
    expect(await ndjson()).not.toContain('once more');
  });

  test('the key can’t be put back, nor be deleted, by the owner of the database neither', async () => {
    expect(await refusedTo(`UPDATE audit_keys SET box = '\\x00', destroyed_at = NULL`)).toBe('23001');
    expect(await refusedTo('DELETE FROM audit_keys')).toBe('23001');
    expect(await refusedTo(`UPDATE audit_values SET box = '\\x00'`)).toBe('23001');
  });
});
