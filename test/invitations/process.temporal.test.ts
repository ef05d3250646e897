import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { inOrganization } from '../../prisma/client.ts';
import { lookAtInvitation } from '../../prisma/queries/invitations/look.ts';
import { freePort } from '../../scripts/support/free-port.ts';
import { resend, revoke, state } from '../../workflows/invitations/messages.ts';
import { eventually } from '../support/eventually.ts';
import { type TestTemporal, type TestWorker, testTemporal } from '../support/temporal.ts';
import { guest } from './acme.ts';
import { invitationRun, joining, type Joining, refusalOf, times, url } from './joining.ts';

let here: Joining;
let server: TestTemporal;
let worker: TestWorker;
let ben: string;
let carla: string;
beforeAll(async () => {
  [here, server] = await Promise.all([joining(), testTemporal({ namespace: 'own' })]);
  worker = await server.startWorker(await here.activities());
  ben = await here.member({ name: 'Ben', role: 'admin', email: 'ben@acme.example' });
  carla = await here.member({ name: 'Carla', email: 'carla@acme.example' });
});
afterAll(async () => {
  await server.close();
  await here.close();
});

const invited = async (input: Parameters<Joining['draft']>[0] = {}) =>
  invitationRun(here, server, await here.draft({ email: `${randomUUID()}@acme.example`, ...input }));
const guestRun = () => invited({ ...guest(carla), email: `${randomUUID()}@partner.example` });
const member = (id: string | null) =>
  inOrganization(here.db, here.organization, (tx) =>
    tx.member.findFirst({ where: { id: id ?? '' }, include: { teams: true } }),
  );

test('an employee is sent a link at once, presses the button, and is a member with role and team', async () => {
  const { id: teamId } = await inOrganization(here.db, here.organization, (tx) =>
    tx.team.create({ data: { organizationId: here.organization, name: 'Data' }, select: { id: true } }),
  );
  const run = await invited({ email: 'nora@acme.example', name: 'Nora', role: 'member', teamIds: [teamId] });
  expect(await run.begin()).toMatchObject({ status: 'sent' });
  const mail = await here.inbox.waitFor({ to: 'nora@acme.example' });
  expect(mail).toMatchObject({ subject: 'Anna of acme invites you to join acme', links: [run.link()] });
  expect(mail.headers['auto-submitted']).toBe('auto-generated');
  const { memberId } = await run.accept();
  expect(await run.handle.result()).toBe('accepted');
  expect(await member(memberId)).toMatchObject({ status: 'active', role: 'member', name: 'Nora', teams: [{ teamId }] });
});

test('a guest is sent nothing before an approver agrees, then joins until their end date', async () => {
  const run = await guestRun();
  await run.begin();
  const { email } = await run.read();
  const ask = await here.inbox.waitFor({ to: 'ben@acme.example', subject: email });
  expect(ask.links).toEqual([`${url}/o/${here.organization}/approvals/${(await run.asked()).id}`]);
  expect(ask.text).toContain('Why: to review the ledger');
  expect(here.inbox.mails({ to: email })).toEqual([]);
  expect(await run.decide(ben, 'approve', 'we know them')).toEqual({ status: 'approved' });
  await here.inbox.waitFor({ to: email });
  const { memberId } = await run.accept();
  expect(await member(memberId)).toMatchObject({
    status: 'active',
    relationship: 'guest',
    sponsorId: carla,
    endsAt: new Date('2400-01-01T00:00:00Z'),
  });
});

test('a refusal ends the invitation, and the inviter reads the approver’s reason', async () => {
  const run = await guestRun();
  await run.begin();
  const { email, memberId } = await run.read();
  expect(await run.decide(ben, 'refuse', 'they <b>left</b> us once')).toEqual({ status: 'refused' });
  expect(await run.handle.result()).toBe('refused');
  expect(await run.read()).toMatchObject({ status: 'refused', endedReason: 'approval-refused' });
  expect(await member(memberId)).toBeNull();
  const told = await here.inbox.waitFor({ to: 'anna@acme.example', subject: email });
  expect(told.text).toContain('Ben wrote: they <b>left</b> us once');
  expect(told.html).toContain('they &lt;b&gt;left&lt;/b&gt; us once');
  expect(here.inbox.mails({ to: email })).toEqual([]);
});

test('the inviter does not decide: the validator refuses by name, and the run’s history does not grow', async () => {
  const run = await guestRun();
  await run.begin();
  const approval = await run.approval();
  const updates = async () => {
    const { events } = await approval.fetchHistory();
    return events?.filter((event) => event.workflowExecutionUpdateAcceptedEventAttributes) ?? [];
  };
  expect(await refusalOf(run.decide(here.admin, 'approve', 'why not'))).toEqual({ name: 'own-request', facts: {} });
  expect(await updates()).toEqual([]);
  expect(await refusalOf(run.decide(carla, 'approve', 'why not'))).toEqual({
    name: 'not-an-approver',
    facts: { stage: 1 },
  });
  expect(await updates()).toHaveLength(1);
  await run.click(revoke);
});

test('two approvers at once: both votes count, and the invitation is sent once', async () => {
  const stage = {
    approvers: { members: [ben, carla] },
    needed: 2,
    reminderHours: 24,
    escalateAfterHours: 72,
    giveUpAfterDays: 30,
  };
  await here.policy({ approval: { stages: [stage] } });
  const run = await guestRun();
  await run.begin();
  const answers = await Promise.all([run.decide(ben, 'approve', 'yes'), run.decide(carla, 'approve', 'yes')]);
  expect(answers.map(({ status }) => status).sort()).toEqual(['approved', 'pending']);
  await run.until('sent');
  expect(await times(here, (await run.read()).id, 'invitation.sent')).toBe(1);
  await run.click(revoke);
  await here.policy({});
});

test('revoking while it waits for approval withdraws the approval, and both runs end', async () => {
  const run = await guestRun();
  await run.begin();
  const approval = await run.approval();
  await run.click(revoke);
  expect(await run.handle.result()).toBe('revoked');
  expect(await approval.result()).toBe('withdrawn');
  expect(await run.asked()).toMatchObject({ status: 'withdrawn' });
});

test('revoking after it was sent makes the link void', async () => {
  const run = await invited();
  await run.begin();
  await run.click(revoke);
  expect(await run.handle.result()).toBe('revoked');
  await expect(run.accept()).rejects.toMatchObject({ name: 'link-not-valid' });
});

test('a resend voids the first link and mails another', async () => {
  const run = await invited();
  await run.begin();
  const { email, id: invitationId } = await run.read();
  await here.inbox.waitFor({ to: email });
  const old = here.secrets.linkToken('invitation', here.organization, invitationId, 1);
  await run.click(resend);
  await eventually(() =>
    expect(here.inbox.mails({ to: email }).map(({ links }) => links[0])).toEqual([run.link(2), run.link(1)]),
  );
  const look = { invitationId, token: old, now: new Date() };
  await expect(lookAtInvitation(here.db, here.organization, look)).rejects.toMatchObject({ name: 'link-not-valid' });
  await expect(run.accept(1)).rejects.toMatchObject({ name: 'link-not-valid' });
  await run.accept(2);
  expect(await run.handle.result()).toBe('accepted');
});

test('when the button is pressed twice at once the person joins once, and the second press finds the link used', async () => {
  const run = await invited();
  await run.begin();
  const presses = await Promise.allSettled([run.accept(), run.accept(), run.accept()]);
  expect(presses.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const { id, memberId } = await run.read();
  expect(await times(here, id, 'invitation.accepted')).toBe(1);
  expect(await times(here, memberId ?? '', 'member.joined')).toBe(1);
});

test('beginning twice, at once or with the same request again, is one invitation and one mail', async () => {
  const run = await invited();
  const requestId = randomUUID();
  const answers = await Promise.all([run.begin(here.admin, requestId), run.begin(here.admin, requestId), run.begin()]);
  expect(answers.map(({ status }) => status)).toEqual(['sent', 'sent', 'sent']);
  const { id, email } = await run.read();
  await here.inbox.waitFor({ to: email });
  expect(await times(here, id, 'invitation.sent')).toBe(1);
  await run.click(revoke);
  expect(await run.handle.result()).toBe('revoked');
  expect(await run.begin()).toMatchObject({ status: 'revoked' });
  expect(here.inbox.mails({ to: email })).toHaveLength(1);
});

test('what the policy refuses is refused by name, and its run ends', async () => {
  const run = await invited({ ...guest(carla), email: 'late@soon-blocked.example' });
  await inOrganization(here.db, here.organization, (tx) =>
    tx.emailDomain.create({
      data: { organizationId: here.organization, name: 'soon-blocked.example', rule: 'blocked' },
    }),
  );
  expect(await refusalOf(run.begin())).toEqual({
    name: 'email-domain-blocked',
    facts: { emailDomain: 'soon-blocked.example' },
  });
  expect(await run.handle.result()).toBe('draft');
});

test('a mail server that is down holds nobody up: the invitation can be revoked, and the mail is sent no more', async () => {
  await worker.stop();
  worker = await server.startWorker(await here.activities(`smtp://127.0.0.1:${await freePort()}`));
  const run = await invited();
  await run.begin();
  const { email } = await run.read();
  await eventually(async () => {
    const [mailing] = (await run.handle.describe()).raw.pendingActivities ?? [];
    expect(mailing?.attempt).toBeGreaterThan(1);
  });
  await run.click(revoke);
  expect(await run.handle.result()).toBe('revoked');
  await worker.stop();
  worker = await server.startWorker(await here.activities());
  expect(here.inbox.mails({ to: email })).toEqual([]);
});

test('ops find what waits for approval, and read what it waits for', async () => {
  const run = await guestRun();
  await run.begin();
  const approval = await run.approval();
  const found = await eventually(async () => {
    const query = `DoorwardOrganization = "${here.organization}" AND DoorwardProcess = "approval" AND DoorwardStep = "stage 1 of 1" AND ExecutionStatus = "Running"`;
    const runs: string[] = [];
    for await (const { workflowId } of server.client.workflow.list({ query })) runs.push(workflowId);
    if (!runs.includes(approval.workflowId)) throw new Error('not found');
    return runs;
  });
  expect(found).toContain(approval.workflowId);
  const details = await approval.query<string>('__temporal_workflow_metadata');
  expect(JSON.stringify(details)).toContain('Waits for: 1 of 1 who may decide');
  expect(await run.handle.query(state)).toMatchObject({ status: 'awaiting_approval', waitsFor: 'approval' });
  await run.click(revoke);
});

test('no address, name, reason or token stands in Temporal', async () => {
  const run = await invited({
    ...guest(carla),
    email: 'secret.person@partner.example',
    name: 'Secret Person',
    reason: 'hush hush',
  });
  await run.begin();
  const approval = await run.approval();
  await run.decide(ben, 'approve', 'my private opinion');
  await here.inbox.waitFor({ to: 'secret.person@partner.example' });
  await run.accept();
  await run.handle.result();
  for (const handle of [run.handle, approval]) {
    const { events } = await handle.fetchHistory();
    const text = JSON.stringify(events, (_, value) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : value,
    );
    expect(text).toContain((await run.read()).id);
    expect(text).not.toMatch(/secret|partner\.example|hush|private opinion/i);
    expect(text).not.toContain(run.link().split('.').at(-1));
  }
});

test('a worker that is killed in the wait loses nothing and does nothing twice', async () => {
  await worker.stop();
  const process1 = await workerProcess();
  const run = invitationRun(
    here,
    { ...server, taskQueue: 'doorward' },
    await here.draft({ ...guest(carla), email: 'kept@partner.example' }),
  );
  await run.begin();
  await here.inbox.waitFor({ to: 'ben@acme.example', subject: 'kept@partner.example' });
  process1.kill('SIGKILL');
  await once(process1, 'exit');
  const process2 = await workerProcess();
  await run.decide(ben, 'approve', 'still here');
  process2.kill('SIGKILL'); // perhaps between the vote and the mail
  await once(process2, 'exit');
  const process3 = await workerProcess();
  await here.inbox.waitFor({ to: 'kept@partner.example' });
  await run.accept();
  expect(await run.handle.result()).toBe('accepted');
  process3.kill('SIGTERM');
  const { id, memberId } = await run.read();
  for (const type of ['invitation.requested', 'invitation.sent', 'invitation.accepted'])
    expect(await times(here, id, type)).toBe(1);
  expect(await times(here, memberId ?? '', 'member.joined')).toBe(1);
  expect(new Set(here.inbox.mails({ to: 'kept@partner.example' }).map((mail) => mail.headers['message-id'])).size).toBe(
    1,
  );
  worker = await server.startWorker(await here.activities());
});

/** The worker as it runs in production. */
const processes: ReturnType<typeof spawn>[] = [];
async function workerProcess() {
  const env = {
    ...process.env,
    DATABASE_URL: here.url,
    TEMPORAL_ADDRESS: server.address,
    TEMPORAL_NAMESPACE: server.namespace,
    DOORWARD_URL: url,
    DOORWARD_KEYS: here.keys,
    SMTP_URL: here.inbox.smtpUrl,
    DOORWARD_WORKFLOW_BUNDLE: process.env['TEST_WORKFLOW_BUNDLE'],
    NODE_OPTIONS: '',
  };
  const child = spawn(process.execPath, ['--import', 'tsx', 'worker/main.ts'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  processes.push(child);
  await eventually(async () => {
    const said = String(await once(child.stdout, 'data'));
    if (!said.includes('"ready":true')) throw new Error(`the worker said ${said}`);
  });
  return child;
}
afterEach(() => {
  for (const child of processes.splice(0)) child.kill('SIGKILL');
});
