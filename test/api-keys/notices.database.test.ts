import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { tellKeyNotices } from '../../activities/api-keys/notices.ts';
import type { Mail, Mailer } from '../../activities/dependencies.ts';
import { createApiKey, revokeApiKey } from '../../prisma/commands/credentials/api-keys.ts';
import { reportDeadKey } from '../../prisma/commands/credentials/report-dead-key.ts';
import { rotateApiKey } from '../../prisma/commands/credentials/rotate-api-key.ts';
import { createServiceAccount } from '../../prisma/commands/service-accounts/create.ts';
import { Failure } from '../../rules/failures.ts';
import {
  type TestData,
  testData,
  testMember,
  type TestOrganization,
  testOrganization,
} from '../support/organization.ts';

const DAY = 86_400_000;
const made = new Date('2026-05-01T00:00:00Z');
const after = (days: number) => new Date(made.getTime() + days * DAY);

let data: TestData;
let organization: TestOrganization;
let sent: Mail[];
let mailer: Mailer;

beforeAll(async () => {
  data = await testData();
});
afterAll(() => data.close());
beforeEach(async () => {
  organization = await testOrganization(data);
  sent = [];
  mailer = { send: async (mail) => void sent.push(mail) };
});

const newKey = (holderId: string, more: object = {}) =>
  createApiKey(data.db, organization.id, organization.as, {
    holderId,
    name: 'deploy',
    scopes: ['read'],
    now: made,
    ...more,
  });
const troubles: unknown[] = [];
const tell = (now: Date) =>
  tellKeyNotices({ db: data.db, mailer, url: 'https://doorward.example' }, now, (error) => void troubles.push(error));
const to = () => sent.map((mail) => mail.to).sort();
const expiringEvents = async () =>
  (
    await data.owner.query<{ object_id: string }>(
      `SELECT object_id FROM events WHERE organization_id = $1 AND type = 'api-key.expiring'`,
      [organization.id],
    )
  ).rows.map(({ object_id }) => object_id);

test('before a key ends, who can replace it is told, once: its holder, or who answers for the service account', async () => {
  const ben = await testMember(data, organization.id);
  const { memberId: robot } = await createServiceAccount(data.db, organization.id, ben.as, {
    name: 'CI',
    purpose: 'builds',
    role: 'member',
    now: made,
  });
  const own = await newKey(organization.admin, { expiresAt: after(30) });
  const robots = await newKey(robot, { expiresAt: after(30) });
  await tell(after(15));
  expect(sent).toEqual([]);
  await Promise.all([tell(after(16)), tell(after(16))]);
  expect(to()).toEqual([organization.adminEmail, ben.email].sort());
  expect(sent[0]?.text).toContain('31 May 2026, 00:00 UTC');
  expect(sent.some(({ text }) => text.includes(own.key) || text.includes(robots.key))).toBe(false);
  expect((await expiringEvents()).sort()).toEqual([own.credentialId, robots.credentialId].sort());
  await tell(after(17));
  expect(sent).toHaveLength(2);
});

test('a key that was rotated or revoked before is not announced; its successor is, in its own time', async () => {
  const { credentialId } = await newKey(organization.admin, { expiresAt: after(30) });
  const revoked = await newKey(organization.admin, { expiresAt: after(30) });
  await revokeApiKey(data.db, organization.id, organization.as, { credentialId: revoked.credentialId, now: after(1) });
  const next = await rotateApiKey(data.db, organization.id, organization.as, {
    credentialId,
    graceUntil: after(20),
    now: after(10),
  });
  await tell(after(16));
  expect([to(), await expiringEvents()]).toEqual([[], []]);
  await tell(after(26)); // it lives 30 days, as the old one did
  expect(await expiringEvents()).toEqual([next.credentialId]);
});

test('admins are told that a dead key was used, at most once a day', async () => {
  const second = await testMember(data, organization.id, { role: 'admin' });
  const { credentialId } = await newKey(organization.admin);
  await revokeApiKey(data.db, organization.id, organization.as, { credentialId, now: after(1) });
  const use = (now: Date) =>
    reportDeadKey(data.db, organization.id, { credentialId, because: 'revoked', from: '192.0.2.7', now });
  await use(after(2));
  await tell(after(2));
  expect(to()).toEqual([organization.adminEmail, second.email].sort());
  expect(sent[0]?.text).not.toContain('192.0.2.7');
  await use(after(2.5));
  await tell(after(2.5));
  expect(sent).toHaveLength(2);
  await use(after(4));
  await tell(after(4));
  expect(sent).toHaveLength(4);
});

test('what a mail server did not take is told later; an address that takes none keeps it from nobody else', async () => {
  const second = await testMember(data, organization.id, { role: 'admin' });
  const { credentialId } = await newKey(organization.admin);
  await revokeApiKey(data.db, organization.id, organization.as, { credentialId, now: after(1) });
  await reportDeadKey(data.db, organization.id, { credentialId, because: 'revoked', from: '192.0.2.7', now: after(2) });
  const working = mailer;
  mailer = { send: () => Promise.reject(new Failure('mail-unreachable', {})) };
  await tell(after(2));
  expect(troubles.splice(0)).toMatchObject([{ name: 'mail-unreachable' }]);
  mailer = {
    send: async (mail) => {
      if (mail.to === organization.adminEmail) throw new Failure('mail-refused', {});
      await working.send(mail);
    },
  };
  expect(await tell(new Date(after(2).getTime() + 59_000))).toBe(0); // whoever claimed it may still be at it
  await tell(new Date(after(2).getTime() + 60_000));
  expect(to()).toEqual([second.email]);
});
