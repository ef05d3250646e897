import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { tellCaretakerNotices } from '../../activities/caretakers/notices.ts';
import type { Mail, Mailer } from '../../activities/dependencies.ts';
import { reactivateMember } from '../../prisma/commands/members/reactivate.ts';
import { suspendMember } from '../../prisma/commands/members/suspend.ts';
import { registerResources } from '../../prisma/commands/resources/register.ts';
import { findMember } from '../../prisma/queries/members/list.ts';
import { Failure } from '../../rules/failures.ts';
import {
  type TestData,
  testData,
  testMember,
  type TestOrganization,
  testOrganization,
} from '../support/organization.ts';

const DAY = 86_400_000;
const suspended = new Date('2026-05-01T00:00:00Z');
const after = (days: number) => new Date(suspended.getTime() + days * DAY);

let data: TestData;
let organization: TestOrganization;
let sent: Mail[];
let mailer: Mailer;
const troubles: unknown[] = [];

beforeAll(async () => {
  data = await testData();
});
afterAll(() => data.close());
beforeEach(async () => {
  organization = await testOrganization(data);
  sent = [];
  mailer = { send: async (mail) => void sent.push(mail) };
});

/** Suspended alone at `suspended`, with so many pipelines that ran as them: the policy gives the caretaker 30 days. */
async function leaver(pipelines = 2) {
  const member = await testMember(data, organization.id, { name: 'Lee Park' });
  const resources = Array.from({ length: pipelines }, (_, at) => {
    const name = `${member.id}-${at}`;
    return { kind: 'pipeline', hostId: name, name, ownerId: member.id, runsAsId: member.id };
  });
  if (pipelines > 0) await registerResources(data.db, organization.id, member.as, { resources, now: suspended });
  await suspend(member.id, suspended);
  return member;
}
const suspend = (memberId: string, now: Date) =>
  suspendMember(data.db, organization.id, organization.as, { memberId, now, reason: 'emergency' });
const tell = (now: Date) =>
  tellCaretakerNotices(
    { db: data.db, mailer, url: 'https://doorward.example' },
    now,
    (error) => void troubles.push(error),
  );
const to = () => sent.map((mail) => mail.to).sort();
const events = async () =>
  (
    await data.owner.query<{ after: unknown }>(
      `SELECT data -> 'after' AS after FROM events WHERE organization_id = $1 AND type = 'caretaker.ending'`,
      [organization.id],
    )
  ).rows.map((row) => row.after);

test('a member says until when the caretaker stands in for them, until they are in again', async () => {
  const { id } = await leaver();
  const until = async () => (await findMember(data.db, organization.id, id))?.caretakerUntil;
  expect(await until()).toEqual(after(30));
  await reactivateMember(data.db, organization.id, organization.as, { memberId: id, now: after(1), reason: 'back' });
  expect(await until()).toBeNull();
});

test('a week before the caretaker’s time is over, the manager and the custodian are told once, and hosts hear an event', async () => {
  const { id } = await leaver();
  const manager = await testMember(data, organization.id);
  await data.owner.query('UPDATE members SET manager_id = $1 WHERE id = $2', [manager.id, id]);
  await tell(after(22.9));
  expect([sent, await events()]).toEqual([[], []]);
  await Promise.all([tell(after(23)), tell(after(23))]);
  expect(to()).toEqual([organization.adminEmail, manager.email].sort());
  expect(sent[0]?.subject).toBe('What ran as Lee Park stops soon');
  expect(sent[0]?.text).toContain('2 resources that ran as them run as the caretaker');
  expect(sent[0]?.text).toContain('31 May 2026, 00:00 UTC');
  expect(sent[0]?.text).toContain(`/o/${organization.id}/members/${id}`);
  expect(await events()).toEqual([{ leaverId: id, until: after(30).toISOString(), automation: 2 }]);
  await tell(after(29));
  expect(sent).toHaveLength(2);
});

test('a short time is told when half of it is left; one that passed while nobody could be told says that it is over', async () => {
  const { id } = await leaver(1);
  await data.owner.query('UPDATE caretakers SET until = $1 WHERE leaver_id = $2', [after(4), id]);
  await tell(after(1.9));
  expect(sent).toEqual([]);
  await tell(after(5));
  expect(sent).toMatchObject([{ subject: 'What ran as Lee Park has stopped' }]);
  expect(sent[0]?.text).toContain('1 resource that ran as them runs as the caretaker');
});

test('nobody is told where nothing runs as the caretaker, or where the member is in again', async () => {
  await leaver(0);
  const { id } = await leaver();
  await reactivateMember(data.db, organization.id, organization.as, { memberId: id, now: after(1), reason: 'back' });
  await tell(after(25));
  expect([sent, await events()]).toEqual([[], []]);
});

test('a suspension that is adopted begins the caretaker’s time anew, and its end is told anew', async () => {
  const { id } = await leaver();
  await tell(after(25));
  await suspend(id, after(26));
  await tell(after(48.9));
  expect(sent).toHaveLength(1);
  await tell(after(49));
  expect(sent).toHaveLength(2);
  expect(await events()).toHaveLength(2);
});

test('what a mail server did not take is told later', async () => {
  await leaver();
  const working = mailer;
  mailer = { send: () => Promise.reject(new Failure('mail-unreachable', {})) };
  await tell(after(24));
  expect(troubles.splice(0)).toMatchObject([{ name: 'mail-unreachable' }]);
  expect(await events()).toEqual([]);
  mailer = working;
  expect(await tell(new Date(after(24).getTime() + 59_000))).toBe(0); // whoever claimed it may still be at it
  await tell(new Date(after(24).getTime() + 60_000));
  expect(to()).toEqual([organization.adminEmail]);
  expect(await events()).toHaveLength(1);
});
