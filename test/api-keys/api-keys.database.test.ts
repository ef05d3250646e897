import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { changing } from '../../prisma/change.ts';
import { convertApiKey, createApiKey, revokeApiKey } from '../../prisma/commands/credentials/api-keys.ts';
import { reportDeadKey } from '../../prisma/commands/credentials/report-dead-key.ts';
import { recordKeyUses } from '../../prisma/commands/credentials/record-uses.ts';
import { revealApiKey, rotateApiKey, rotateUnseenIn } from '../../prisma/commands/credentials/rotate-api-key.ts';
import { changePolicy } from '../../prisma/commands/organizations/change.ts';
import { createServiceAccount } from '../../prisma/commands/service-accounts/create.ts';
import { accessFacts } from '../../prisma/queries/access/facts.ts';
import { findApiKey, listApiKeys } from '../../prisma/queries/credentials/list.ts';
import { hashOfApiKey } from '../../prisma/secrets/api-key.ts';
import { listAuditEntries } from '../../prisma/queries/audit-entries/list.ts';
import {
  type TestData,
  testData,
  testMember,
  type TestOrganization,
  testOrganization,
} from '../support/organization.ts';

let data: TestData;
let organization: TestOrganization;
let ben: Awaited<ReturnType<typeof testMember>>;
const now = new Date('2026-05-01T00:00:00Z');
const later = new Date('2026-05-02T00:00:00Z');

beforeAll(async () => {
  data = await testData();
});
afterAll(() => data.close());
beforeEach(async () => {
  organization = await testOrganization(data);
  ben = await testMember(data, organization.id);
});

const make = (input: Partial<Parameters<typeof createApiKey>[3]> = {}) =>
  createApiKey(data.db, organization.id, ben.as, { holderId: ben.id, name: 'ci', scopes: ['read'], now, ...input });
const holderOf = async (key: string) =>
  (await accessFacts(data.db, organization.id, { keyHash: hashOfApiKey(key) ?? new Uint8Array() })).caller.member?.id;
const exposures = async (credentialId: string) =>
  (
    await data.owner.query(
      'SELECT member_id AS who, how, until FROM exposures WHERE credential_id = $1 ORDER BY "from", how',
      [credentialId],
    )
  ).rows;

test('a key is nowhere in the database in the clear', async () => {
  const { key } = await make();
  const { rows } = await data.owner.query<{ text: string }>(
    `SELECT string_agg(t::text, '') AS text FROM (SELECT to_jsonb(c) AS t FROM credentials c UNION ALL SELECT to_jsonb(a) FROM audit_entries a UNION ALL SELECT to_jsonb(e) FROM events e) x`,
  );
  expect(rows[0]?.text).toContain('api-key.created');
  expect(rows[0]?.text).not.toContain(key.slice(13, -4));
});

describe('making a key', () => {
  test('exposes it to whoever made it, not to whom it belongs', async () => {
    const { memberId } = await createServiceAccount(data.db, organization.id, organization.as, {
      name: 'CI',
      purpose: 'ci',
      role: 'member',
      now,
    });
    const { credentialId } = await make({ holderId: memberId });
    expect(await exposures(credentialId)).toEqual([{ who: ben.id, how: 'created', until: null }]);
    expect(await findApiKey(data.db, organization.id, credentialId)).toMatchObject({
      holder: { id: memberId, kind: 'service_account' },
      createdBy: { id: ben.id },
      unseen: false,
    });
  });

  test('is refused for the caretaker, for someone who is not active, for no or unknown scopes, and with a past expiry', async () => {
    const suspended = await testMember(data, organization.id, { status: 'suspended' });
    const refused = await Promise.all(
      [
        { holderId: organization.caretaker },
        { holderId: suspended.id },
        { scopes: [] },
        { scopes: ['root'] },
        { expiresAt: now },
      ].map((input) => make(input).catch((error: Error) => error.name)),
    );
    expect(refused).toEqual(['wrong-state', 'wrong-state', 'invalid-request', 'invalid-request', 'invalid-request']);
  });
});

describe('rotating a key', () => {
  test('twice at once makes one successor', async () => {
    const { credentialId } = await make();
    const input = { credentialId, graceUntil: later, now };
    const results = await Promise.allSettled([1, 2].map(() => rotateApiKey(data.db, organization.id, ben.as, input)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const { rows } = await data.owner.query(
      'SELECT version, scopes FROM credentials WHERE organization_id = $1 ORDER BY version',
      [organization.id],
    );
    expect(rows).toEqual([
      { version: 1, scopes: ['read'] },
      { version: 2, scopes: ['read'] },
    ]);
  });

  test('ends the exposure to the old one when its grace ends, and exposes the new one to whoever saw it', async () => {
    const { credentialId } = await make();
    const next = await rotateApiKey(data.db, organization.id, organization.as, {
      credentialId,
      graceUntil: later,
      now,
    });
    expect(await exposures(credentialId)).toEqual([{ who: ben.id, how: 'created', until: later }]);
    expect(await exposures(next.credentialId)).toEqual([{ who: organization.admin, how: 'created', until: null }]);
  });

  test('with nobody there keeps the new one sealed for one look, which exposes it to that person', async () => {
    const { credentialId, key: old } = await make();
    const id = await changing(data.db, organization.id, { by: 'workflow', workflowId: 'removal' }, (tx, record) =>
      rotateUnseenIn(tx, record, data.secrets, organization.id, { credentialId, graceUntil: now, now }),
    );
    expect(await exposures(id)).toEqual([]);
    expect(await findApiKey(data.db, organization.id, id)).toMatchObject({ unseen: true, createdBy: null });
    const looks = await Promise.allSettled(
      [1, 2].map(() =>
        revealApiKey(data.db, data.secrets, organization.id, organization.as, { credentialId: id, now }),
      ),
    );
    const seen = looks.flatMap((look) => (look.status === 'fulfilled' ? [look.value.key] : []));
    expect(seen).toHaveLength(1);
    expect(seen[0]).not.toBe(old);
    expect(await holderOf(seen[0] ?? '')).toBe(ben.id);
    expect(await exposures(id)).toEqual([{ who: organization.admin, how: 'revealed', until: null }]);
  });
});

describe('a revoked key', () => {
  test('ends every exposure to it, and can’t be revoked, rotated or converted again', async () => {
    const { memberId } = await createServiceAccount(data.db, organization.id, organization.as, {
      name: 'CI',
      purpose: 'ci',
      role: 'member',
      now,
    });
    const { credentialId } = await make();
    await revokeApiKey(data.db, organization.id, ben.as, { credentialId, now });
    expect(await exposures(credentialId)).toEqual([{ who: ben.id, how: 'created', until: now }]);
    const again = await Promise.all(
      [
        revokeApiKey(data.db, organization.id, ben.as, { credentialId, now }),
        rotateApiKey(data.db, organization.id, ben.as, { credentialId, graceUntil: later, now }),
        convertApiKey(data.db, organization.id, ben.as, { credentialId, serviceAccountId: memberId, now }),
      ].map((work) => work.catch((error: Error) => error.name)),
    );
    expect(again).toEqual(['wrong-state', 'wrong-state', 'wrong-state']);
  });
});

describe('converting a key', () => {
  test('makes it a service account’s, with the same secret, and leaves who saw it exposed', async () => {
    const { memberId } = await createServiceAccount(data.db, organization.id, organization.as, {
      name: 'CI',
      purpose: 'ci',
      role: 'member',
      now,
    });
    const { credentialId, key } = await make();
    await convertApiKey(data.db, organization.id, organization.as, { credentialId, serviceAccountId: memberId, now });
    expect(await holderOf(key)).toBe(memberId);
    expect(await exposures(credentialId)).toEqual([{ who: ben.id, how: 'created', until: null }]);
  });

  test('gives it no power that it had not: a service account of a higher role is refused', async () => {
    const { memberId } = await createServiceAccount(data.db, organization.id, organization.as, {
      name: 'Root',
      purpose: 'everything',
      role: 'admin',
      now,
    });
    const { credentialId } = await make();
    const converted = convertApiKey(data.db, organization.id, organization.as, {
      credentialId,
      serviceAccountId: memberId,
      now,
    });
    await expect(converted).rejects.toMatchObject({
      name: 'above-ceiling',
      facts: { ceiling: 'member', asked: 'admin' },
    });
  });

  test('to a person is refused', async () => {
    const { credentialId } = await make();
    const converted = convertApiKey(data.db, organization.id, organization.as, {
      credentialId,
      serviceAccountId: organization.admin,
      now,
    });
    await expect(converted).rejects.toMatchObject({ name: 'wrong-state', facts: { state: 'person' } });
  });
});

test('a dead key that is used again raises an event, once an hour however often it is tried', async () => {
  const { credentialId } = await make();
  await revokeApiKey(data.db, organization.id, ben.as, { credentialId, now });
  const use = { credentialId, because: 'revoked' as const, from: '192.0.2.7', now };
  const report = (at: Date) => reportDeadKey(data.db, organization.id, { ...use, now: at });
  const first = await Promise.all([report(now), report(now), report(now)]);
  expect(first.filter(Boolean)).toHaveLength(1);
  expect(await report(new Date(now.getTime() + 3_600_000))).toBe(true);
  const { rows } = await data.owner.query(
    `SELECT data -> 'after' AS after FROM events WHERE type = 'api-key.used-after-end'`,
  );
  expect(rows).toEqual([1, 2].map(() => ({ after: { holderId: ben.id, because: 'revoked' } })));
  const [entry] = await listAuditEntries(data.db, organization.id, { action: 'api-key.used-after-end' }, { limit: 1 });
  expect(entry?.personal).toEqual([{ of: ben.id, field: 'address', value: '192.0.2.7' }]);
});

test('last uses are written many at once, and an older one changes nothing', async () => {
  const made = [await make(), await make({ name: 'second' })];
  const use = (at: Date, agent: string) =>
    made.map(({ credentialId }) => ({ credentialId, at, from: '192.0.2.1', agent }));
  await recordKeyUses(data.db, organization.id, use(later, 'new'));
  await recordKeyUses(data.db, organization.id, use(now, 'old'));
  const keys = await listApiKeys(data.db, organization.id, { holderId: ben.id }, { limit: 10, now });
  expect(keys.map(({ lastUsedAt, lastUsedFrom, lastUsedAgent }) => [lastUsedAt, lastUsedFrom, lastUsedAgent])).toEqual([
    [later, '192.0.2.1', 'new'],
    [later, '192.0.2.1', 'new'],
  ]);
});

test('keys are listed newest first, page by page, each once', async () => {
  for (let i = 0; i < 7; i++) await make({ name: `key ${i}`, now: new Date(now.getTime() + Math.floor(i / 2) * 1000) });
  const names: string[] = [];
  for (let after: { createdAt: Date; id: string } | undefined; ; ) {
    const page = await listApiKeys(data.db, organization.id, {}, { after, limit: 3, now });
    names.push(...page.map(({ name }) => name));
    after = page.at(-1);
    if (page.length < 3) break;
  }
  expect(names).toHaveLength(7);
  expect(new Set(names).size).toBe(7);
  expect(names[0]).toBe('key 6');
});

describe('how long a key lives', () => {
  const days = (count: number) => new Date(now.getTime() + count * 86_400_000);
  const policy = (apiKeys: object) => changePolicy(data.db, organization.id, organization.as, { policy: { apiKeys } });
  const expiryOf = async (input: Parameters<typeof make>[0] = {}) =>
    (await findApiKey(data.db, organization.id, (await make(input)).credentialId))?.expiresAt;

  test('is what was asked, else what the policy says, and never longer than it allows', async () => {
    expect([await expiryOf(), await expiryOf({ expiresAt: null }), await expiryOf({ expiresAt: days(400) })]).toEqual([
      days(365),
      null,
      days(400),
    ]);
    await policy({ mostDays: 90 });
    expect([await expiryOf(), await expiryOf({ expiresAt: days(90) })]).toEqual([days(90), days(90)]);
    for (const expiresAt of [null, days(91)])
      await expect(make({ expiresAt })).rejects.toMatchObject({ facts: { expected: 'within 90 days, by policy' } });
    await policy({ mostDays: null, defaultDays: null });
    expect(await expiryOf()).toBeNull();
  });

  test('begins anew for a successor, within the policy of that day', async () => {
    const rotated = async (credentialId: string, at: Date) => {
      const input = { credentialId, graceUntil: at, now: at };
      return (await rotateApiKey(data.db, organization.id, ben.as, input)).credentialId;
    };
    const first = await rotated((await make({ expiresAt: days(30) })).credentialId, days(20));
    expect((await findApiKey(data.db, organization.id, first))?.expiresAt).toEqual(days(50));
    await policy({ mostDays: 10 });
    const second = await rotated(first, days(21));
    expect((await findApiKey(data.db, organization.id, second))?.expiresAt).toEqual(days(31));
  });
});

test('keys are found by whether they are good, when they end, since when nobody used them, and what is known of them', async () => {
  const day = (count: number) => new Date(now.getTime() + count * 86_400_000);
  const soon = await make({ name: 'soon', expiresAt: day(5) });
  const used = await make({ name: 'used' });
  const dead = await make({ name: 'dead' });
  await recordKeyUses(data.db, organization.id, [
    { credentialId: used.credentialId, at: day(1), from: '192.0.2.1', agent: 'ci' },
  ]);
  await revokeApiKey(data.db, organization.id, ben.as, { credentialId: dead.credentialId, now });
  const found = async (filter: Parameters<typeof listApiKeys>[2], at = day(2)) =>
    (await listApiKeys(data.db, organization.id, filter, { limit: 10, now: at })).map(({ name }) => name).sort();
  expect(await found({ state: 'good' })).toEqual(['soon', 'used']);
  expect(await found({ state: 'ended' }, day(6))).toEqual(['dead', 'soon']);
  expect(await found({ expiresBefore: day(30) })).toEqual(['soon']);
  expect(await found({ state: 'good', unusedSince: day(1) })).toEqual(['soon']);
  expect(await found({ search: 'USE' })).toEqual(['used']);
  expect(await found({ search: soon.key.slice(0, 13) })).toContain('soon');
});
