// What happens when nobody clicks: on a server whose clock jumps to the next timer.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findApproval } from '../../prisma/queries/approvals/list.ts';
import { resend } from '../../workflows/invitations/messages.ts';
import { timeSkippingTemporal } from '../support/temporal.ts';
import { guest } from './acme.ts';
import { invitationRun, joining, type Joining, times } from './joining.ts';

let here: Joining;
let server: Awaited<ReturnType<typeof timeSkippingTemporal>>;
let ben: string;
let carla: string;
beforeAll(async () => {
  [here, server] = await Promise.all([joining(), timeSkippingTemporal()]);
  await server.startWorker(await here.activities());
  ben = await here.member({ name: 'Ben', role: 'admin', email: 'ben@acme.example' });
  carla = await here.member({ name: 'Carla', email: 'carla@acme.example' });
});
afterAll(async () => {
  await server.close();
  await here.close();
});

const DAY = 86_400_000;
const address = () => `${randomUUID()}@acme.example`;
const subjects = (to: string) =>
  here.inbox
    .mails({ to })
    .map(({ subject }) => subject)
    .reverse();
const memberCount = async (email: string) =>
  (await here.owner.query('SELECT FROM members WHERE email = $1', [email])).rowCount;

test('a link that nobody follows is reminded of once with the same link, expires after 14 days, and leaves nobody behind', async () => {
  const email = address();
  const run = invitationRun(here, server, await here.draft({ email }));
  await run.begin();
  expect(await memberCount(email)).toBe(1);
  expect(await run.handle.result()).toBe('expired');
  const { status, sentAt, endedAt, endedReason } = await run.read();
  expect({ status, endedReason }).toEqual({ status: 'expired', endedReason: 'not-accepted' });
  const waited = (endedAt?.getTime() ?? 0) - (sentAt?.getTime() ?? 0);
  expect(Math.round(waited / DAY)).toBe(14);
  const mails = here.inbox.mails({ to: email }).reverse();
  expect(mails.map(({ subject }) => subject)).toEqual([
    'Anna of acme invites you to join acme',
    'Reminder: Anna of acme invites you to join acme',
  ]);
  for (const mail of mails) expect(mail.links).toContain(run.link());
  expect(await memberCount(email)).toBe(0);
});

test('someone who follows the link on the last day joins, and hears no more of it', async () => {
  const email = address();
  const run = invitationRun(here, server, await here.draft({ email }));
  await run.begin();
  await server.sleep('13 days');
  const { memberId } = await run.accept();
  expect(await run.handle.result()).toBe('accepted');
  expect((await run.read()).memberId).toBe(memberId);
  expect(subjects(email)).toHaveLength(2);
});

test('a resend on the tenth day gives the full time again, with reminders of its own', async () => {
  const email = address();
  const run = invitationRun(here, server, await here.draft({ email }));
  await run.begin();
  const began = (await run.read()).sentAt?.getTime() ?? 0;
  await server.sleep('10 days');
  await run.click(resend);
  expect(await run.handle.result()).toBe('expired');
  expect(Math.round(((await run.read()).endedAt?.getTime() ?? 0) / DAY - began / DAY)).toBe(24);
  const links = here.inbox
    .mails({ to: email })
    .reverse()
    .map((mail) => mail.links[0]);
  expect(links).toEqual([run.link(1), run.link(1), run.link(2), run.link(2)]);
});

test('an approval that nobody decides is reminded, escalated, given up, and its invitation refused; the inviter hears why', async () => {
  const stage = {
    approvers: { members: [carla] },
    needed: 1,
    reminderHours: 24,
    escalateAfterHours: 72,
    giveUpAfterDays: 30,
  };
  await here.policy({ approval: { stages: [stage] } });
  const run = invitationRun(here, server, await here.draft({ ...guest(carla), email: 'late@partner.example' }));
  await run.begin();
  const approval = await run.asked();
  expect(await run.handle.result()).toBe('refused');
  expect(await run.read()).toMatchObject({ status: 'refused', endedReason: 'approval-expired', memberId: null });
  const ended = await findApproval(here.db, here.organization, approval.id);
  expect(ended).toMatchObject({ status: 'expired' });
  expect(ended?.stages[0]?.approvers.map(({ id }) => id)).toEqual(expect.arrayContaining([ben, carla]));
  const asked = 'Anna of acme asks for your decision on inviting late@partner.example';
  expect(subjects('carla@acme.example').filter((subject) => subject === asked)).toHaveLength(1);
  expect(subjects('carla@acme.example').filter((subject) => subject === `Reminder: ${asked}`)).toHaveLength(6);
  expect(subjects('ben@acme.example')).toContain(`Undecided: ${asked}`);
  expect(here.inbox.mails({ to: 'late@partner.example' })).toEqual([]);
  const [told] = here.inbox.mails({ to: 'anna@acme.example', subject: 'was not approved' });
  expect(told?.text).toContain('Nobody decided on your invitation before its deadline');
});

test('an approval may wait for a year, in a short history', async () => {
  const stage = {
    approvers: { role: 'admin' },
    needed: 1,
    reminderHours: 24,
    escalateAfterHours: 72,
    giveUpAfterDays: 365,
  };
  await here.policy({ approval: { stages: [stage] } });
  const run = invitationRun(here, server, await here.draft({ ...guest(carla), email: 'year@partner.example' }));
  await run.begin();
  const approval = await run.approval();
  await server.sleep('300 days');
  expect((await run.read()).status).toBe('awaiting_approval');
  await run.decide(ben, 'approve', 'at last');
  expect(await approval.result()).toBe('approved');
  const events = (await approval.fetchHistory()).events ?? [];
  expect(events.length).toBeLessThan(1500);
  expect(await run.handle.result()).toBe('expired');
  expect(await times(here, (await run.asked()).id, 'approval.ended')).toBe(1);
});

test('when the approver is suspended while it waits, the admins are asked instead', async () => {
  const stage = {
    approvers: { members: [carla] },
    needed: 1,
    reminderHours: 24,
    escalateAfterHours: 2400,
    giveUpAfterDays: 30,
  };
  await here.policy({ approval: { stages: [stage] } });
  const run = invitationRun(here, server, await here.draft({ ...guest(ben), email: 'orphan@partner.example' }));
  await run.begin();
  await here.owner.query("UPDATE members SET status = 'suspended' WHERE id = $1", [carla]);
  await server.sleep('2 days');
  expect((await run.asked()).stages[0]?.approvers.map(({ id }) => id)).toContain(ben);
  expect(subjects('ben@acme.example')).toContain(
    'Reminder: Anna of acme asks for your decision on inviting orphan@partner.example',
  );
  await run.decide(ben, 'refuse', 'nobody knows them');
  expect(await run.handle.result()).toBe('refused');
  await here.owner.query("UPDATE members SET status = 'active' WHERE id = $1", [carla]);
});
