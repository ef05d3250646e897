import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { inOrganization } from '../../prisma/client.ts';
import { decideApproval } from '../../prisma/commands/approvals/decide.ts';
import { giveUpApproval } from '../../prisma/commands/approvals/end.ts';
import { reviewApproval } from '../../prisma/commands/approvals/review.ts';
import { revokeInvitation } from '../../prisma/commands/invitations/end.ts';
import { requestInvitation } from '../../prisma/commands/invitations/request.ts';
import { sendInvitation } from '../../prisma/commands/invitations/send.ts';
import { findApproval, listApprovals } from '../../prisma/queries/approvals/list.ts';
import type { ApprovalStage } from '../../rules/organizations/policy.ts';
import type { Actor } from '../../rules/audit/entry.ts';
import { type Acme, acme, guest } from '../invitations/acme.ts';

let here: Acme;
let ben: string;
let carla: string;
beforeAll(async () => {
  here = await acme();
  ben = await here.member({ name: 'Ben', role: 'admin' });
  carla = await here.member({ name: 'Carla', role: 'member' });
});
afterAll(() => here.close());

const actor: Actor = { by: 'workflow', workflowId: 'test' };
const now = new Date('2026-12-01T09:00:00Z');
const days = (n: number) => new Date(now.getTime() + n * 86_400_000);
const times = { reminderHours: 24, escalateAfterHours: 72, giveUpAfterDays: 30 };
const stage = (approvers: ApprovalStage['approvers'], needed = 1): ApprovalStage => ({ approvers, needed, ...times });

/** Asks for a guest to be approved by these stages; the first admin asks. */
async function asked(stages: ApprovalStage[] = [stage({ role: 'admin' })], by = here.admin) {
  await here.policy({ approval: { stages } });
  const email = `${randomUUID()}@partner.example`;
  const invitationId = await here.draft({ ...guest(carla), email, by });
  const request = { invitationId, receipt: randomUUID(), now, actorId: by };
  const { approvalId } = await requestInvitation(here.db, here.secrets, here.organization, actor, request);
  return { invitationId, approvalId: approvalId ?? '' };
}
const read = async (approvalId: string) => {
  const approval = await findApproval(here.db, here.organization, approvalId);
  if (approval === null) throw new Error('no approval');
  return approval;
};
async function vote(approvalId: string, actorId: string, decision: 'approve' | 'refuse' = 'approve', at = now) {
  const { factsHash } = await read(approvalId);
  const noteId = await here.note(actorId, `I ${decision}`);
  const input = { approvalId, actorId, decision, factsHash, noteId, receipt: randomUUID(), now: at };
  return await decideApproval(here.db, here.organization, actor, input);
}
const review = (approvalId: string, escalate = false) =>
  reviewApproval(here.db, here.organization, actor, { approvalId, receipt: randomUUID(), now, escalate });
const setStatus = (id: string, status: 'active' | 'suspended') =>
  inOrganization(here.db, here.organization, (tx) => tx.member.updateMany({ where: { id }, data: { status } }));
const waitingFor = async (member: string) =>
  (await listApprovals(here.db, here.organization, { waitingFor: member, limit: 100 })).map(({ id }) => id);

test('an approver agrees with a reason, and the invitation may be sent', async () => {
  const { invitationId, approvalId } = await asked();
  expect(await waitingFor(ben)).toContain(approvalId);
  expect(await vote(approvalId, ben)).toEqual({ status: 'approved', stage: 0 });
  expect(await read(approvalId)).toMatchObject({
    status: 'approved',
    stages: [{ needed: 1, decisions: [{ member: { id: ben }, decision: 'approve', reason: 'I approve' }] }],
  });
  expect(await waitingFor(ben)).not.toContain(approvalId);
  const sent = { invitationId, receipt: randomUUID(), now };
  await expect(sendInvitation(here.db, here.secrets, here.organization, actor, sent)).resolves.toMatchObject({
    version: 1,
  });
});

test('no one decides on their own request, and it does not wait for them', async () => {
  const { approvalId } = await asked();
  await expect(vote(approvalId, here.admin)).rejects.toMatchObject({ name: 'own-request' });
  expect(await waitingFor(here.admin)).not.toContain(approvalId);
});

test('someone who is no approver of the stage does not decide', async () => {
  const { approvalId } = await asked();
  await expect(vote(approvalId, carla)).rejects.toMatchObject({ name: 'not-an-approver', facts: { stage: 1 } });
});

test('one refusal ends it, and nothing is decided after that', async () => {
  const { approvalId } = await asked([stage({ members: [ben, carla] }, 2)]);
  expect(await vote(approvalId, carla)).toEqual({ status: 'pending', stage: 0 });
  expect((await read(approvalId)).deciderIds).toEqual([ben]);
  expect(await vote(approvalId, ben, 'refuse')).toEqual({ status: 'refused', stage: 0 });
  await expect(vote(approvalId, carla)).rejects.toMatchObject({
    name: 'already-decided',
    facts: { status: 'refused' },
  });
});

test('a decision binds to what the approver saw', async () => {
  const { invitationId, approvalId } = await asked([stage({ members: [ben, carla] }, 2)]);
  const { factsHash } = await read(approvalId);
  await vote(approvalId, carla);
  const edit = { sponsorId: ben };
  await inOrganization(here.db, here.organization, (tx) =>
    tx.invitation.updateMany({ where: { id: invitationId }, data: edit }),
  );
  const noteId = await here.note(ben, 'as I saw it');
  const stale = {
    approvalId,
    actorId: ben,
    decision: 'approve',
    factsHash,
    noteId,
    receipt: randomUUID(),
    now,
  } as const;
  await expect(decideApproval(here.db, here.organization, actor, stale)).rejects.toMatchObject({
    name: 'facts-changed',
  });
  expect(await vote(approvalId, ben)).toEqual({ status: 'pending', stage: 0 });
  expect(await vote(approvalId, carla)).toEqual({ status: 'approved', stage: 0 });
});

test('two votes at once are both counted, and end it once', async () => {
  const { approvalId } = await asked([stage({ members: [ben, carla] }, 2)]);
  const answers = await Promise.all([vote(approvalId, ben), vote(approvalId, carla)]);
  expect(answers.map(({ status }) => status).sort()).toEqual(['approved', 'pending']);
  const { rows } = await here.owner.query("SELECT FROM events WHERE object_id = $1 AND type = 'approval.ended'", [
    approvalId,
  ]);
  expect(rows).toHaveLength(1);
});

test('a vote that is delivered twice counts once; a second one of the same person is refused', async () => {
  const { approvalId } = await asked([stage({ members: [ben, carla] }, 2)]);
  const { factsHash } = await read(approvalId);
  const noteId = await here.note(ben, 'yes');
  const input = {
    approvalId,
    actorId: ben,
    decision: 'approve',
    factsHash,
    noteId,
    receipt: randomUUID(),
    now,
  } as const;
  const cast = () => decideApproval(here.db, here.organization, actor, input);
  expect(await Promise.all([cast(), cast()])).toEqual([
    { status: 'pending', stage: 0 },
    { status: 'pending', stage: 0 },
  ]);
  await expect(vote(approvalId, ben)).rejects.toMatchObject({ name: 'already-decided', facts: { status: 'pending' } });
});

test('nobody gives a reason in the words of someone else', async () => {
  const { approvalId } = await asked();
  const { factsHash } = await read(approvalId);
  const noteId = await here.note(carla, 'not Ben’s words');
  const input = {
    approvalId,
    actorId: ben,
    decision: 'approve',
    factsHash,
    noteId,
    receipt: randomUUID(),
    now,
  } as const;
  await expect(decideApproval(here.db, here.organization, actor, input)).rejects.toMatchObject({ name: 'not-found' });
});

test('stages follow in order, each with its own approvers and deadline', async () => {
  const { approvalId } = await asked([stage({ sponsor: true }), { ...stage({ role: 'admin' }), giveUpAfterDays: 5 }]);
  await expect(vote(approvalId, ben)).rejects.toMatchObject({ name: 'not-an-approver' });
  expect(await vote(approvalId, carla, 'approve', days(1))).toEqual({ status: 'pending', stage: 1 });
  expect(await read(approvalId)).toMatchObject({ stage: 1, deadline: days(6), deciderIds: [ben] });
  expect(await vote(approvalId, ben)).toEqual({ status: 'approved', stage: 1 });
});

test('a team decides by any of its members', async () => {
  const { id: teamId } = await inOrganization(here.db, here.organization, (tx) =>
    tx.team.create({
      data: { organizationId: here.organization, name: randomUUID(), members: { create: { memberId: carla } } },
      select: { id: true },
    }),
  );
  const { approvalId } = await asked([stage({ teamId })]);
  expect((await read(approvalId)).deciderIds).toEqual([carla]);
});

test('an approver who is suspended no longer counts, nor does the vote they gave; the admins decide instead', async () => {
  const dora = await here.member({ name: 'Dora' });
  const { approvalId } = await asked([stage({ members: [dora, carla] }, 2)]);
  await vote(approvalId, dora);
  await setStatus(dora, 'suspended');
  await expect(vote(approvalId, dora)).rejects.toMatchObject({ name: 'not-an-approver' });
  expect(await waitingFor(ben)).not.toContain(approvalId);
  expect(await review(approvalId)).toMatchObject({ deciders: 2, needed: 2 });
  expect(await waitingFor(ben)).toContain(approvalId);
  expect(await vote(approvalId, carla)).toEqual({ status: 'pending', stage: 0 });
  expect(await vote(approvalId, ben)).toEqual({ status: 'approved', stage: 0 });
});

test('an escalation brings it before the admins and the custodian', async () => {
  const eva = await here.member({ name: 'Eva', role: 'admin' });
  const { approvalId } = await asked([stage({ members: [carla] })], ben);
  expect((await read(approvalId)).deciderIds).toEqual([carla]);
  await review(approvalId, true);
  const { deciderIds } = await read(approvalId);
  expect(deciderIds).toEqual(expect.arrayContaining([carla, eva, here.admin]));
  expect(deciderIds).not.toContain(ben);
  expect(await waitingFor(here.admin)).toContain(approvalId);
  await setStatus(eva, 'suspended');
});

test('it is given up at its deadline and not before, and not when it was decided', async () => {
  const give = (approvalId: string, at: Date) =>
    giveUpApproval(here.db, here.organization, actor, { approvalId, receipt: randomUUID(), now: at });
  const { approvalId } = await asked();
  expect(await give(approvalId, days(29))).toEqual({ status: 'pending' });
  expect(await give(approvalId, days(30))).toEqual({ status: 'expired' });
  await expect(vote(approvalId, ben)).rejects.toMatchObject({ name: 'already-decided', facts: { status: 'expired' } });
  const decided = await asked();
  await vote(decided.approvalId, ben);
  expect(await give(decided.approvalId, days(30))).toEqual({ status: 'approved' });
});

test('revoking what was asked for withdraws the approval in the same transaction', async () => {
  const { invitationId, approvalId } = await asked();
  const revoke = { invitationId, receipt: randomUUID(), now, actorId: here.admin };
  const [revoked, voted] = await Promise.allSettled([
    revokeInvitation(here.db, here.organization, actor, revoke),
    vote(approvalId, ben),
  ]);
  expect(revoked.status).toBe('fulfilled');
  const { status } = await read(approvalId);
  expect(status).toBe(voted.status === 'fulfilled' ? 'approved' : 'withdrawn');
});

test('another organization neither sees nor decides it', async () => {
  const { approvalId } = await asked();
  const other = await here.other();
  expect(await findApproval(here.db, other.organization, approvalId)).toBeNull();
  expect(await listApprovals(here.db, other.organization, { limit: 10 })).toEqual([]);
  const { factsHash } = await read(approvalId);
  const foreign = {
    approvalId,
    actorId: other.admin,
    decision: 'approve',
    factsHash,
    noteId: randomUUID(),
    receipt: randomUUID(),
    now,
  } as const;
  await expect(decideApproval(here.db, other.organization, actor, foreign)).rejects.toMatchObject({
    name: 'not-found',
  });
});

test('the inbox comes page by page, newest first, without gaps or repeats', async () => {
  for (let n = 0; n < 3; n++) await asked();
  const seen: string[] = [];
  let after: { createdAt: Date; id: string } | undefined;
  for (;;) {
    const page = await listApprovals(here.db, here.organization, { limit: 2, ...(after ? { after } : {}) });
    seen.push(...page.map(({ id }) => id));
    const last = page.at(-1);
    if (last === undefined) break;
    after = { createdAt: last.createdAt, id: last.id };
  }
  const all = await listApprovals(here.db, here.organization, { limit: 1000 });
  expect(seen).toEqual(all.map(({ id }) => id));
  expect(new Set(seen).size).toBe(seen.length);
});

test('a sole admin is told at once that nobody may approve their guest, and nothing is begun', async () => {
  await setStatus(ben, 'suspended');
  await here.policy({ approval: { stages: [stage({ role: 'admin' })] } });
  await expect(here.draft({ ...guest(carla), email: `${randomUUID()}@partner.example` })).rejects.toMatchObject({
    name: 'no-approver',
    facts: { stage: 1 },
  });
  await setStatus(ben, 'active');
});
