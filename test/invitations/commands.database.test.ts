import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { inOrganization } from '../../prisma/client.ts';
import { acceptInvitation } from '../../prisma/commands/invitations/accept.ts';
import { claimInvitation } from '../../prisma/commands/invitations/claim.ts';
import { expireInvitation, refuseInvitation, revokeInvitation } from '../../prisma/commands/invitations/end.ts';
import { requestInvitation } from '../../prisma/commands/invitations/request.ts';
import { resendInvitation, sendInvitation } from '../../prisma/commands/invitations/send.ts';
import { ensurePerson } from '../../prisma/commands/persons/person-of.ts';
import { findInvitation, listInvitations } from '../../prisma/queries/invitations/list.ts';
import { lookAtInvitation } from '../../prisma/queries/invitations/look.ts';
import type { Actor } from '../../rules/audit/entry.ts';
import { type Acme, acme, guest } from './acme.ts';

let here: Acme;
beforeAll(async () => {
  here = await acme();
});
afterAll(() => here.close());

const actor: Actor = { by: 'workflow', workflowId: 'test' };
const now = new Date('2026-12-01T09:00:00Z');
const days = (n: number) => new Date(now.getTime() + n * 86_400_000);
const effect = (invitationId: string, at = now) => ({ invitationId, receipt: randomUUID(), now: at });
const click = (invitationId: string, at = now) => ({ ...effect(invitationId, at), actorId: here.admin });
const request = (invitationId: string, at = now, by = here.admin) =>
  requestInvitation(here.db, here.secrets, here.organization, actor, { ...effect(invitationId, at), actorId: by });
const token = (invitationId: string, version = 1) =>
  here.secrets.linkToken('invitation', here.organization, invitationId, version);
const accept = async (invitationId: string, version = 1, at = now) => {
  const claim = { invitationId, token: token(invitationId, version), now: at };
  const claimed = await claimInvitation(here.db, here.organization, claim);
  return acceptInvitation(here.db, here.organization, {
    ...effect(invitationId, at),
    ...claimed,
    requestId: randomUUID(),
  });
};
const memberOf = (id: string) =>
  inOrganization(here.db, here.organization, (tx) =>
    tx.member.findUnique({
      where: { organizationId_id: { organizationId: here.organization, id } },
      include: { teams: true },
    }),
  );
const statusOf = async (id: string) => (await findInvitation(here.db, here.organization, id))?.status;
const address = () => `${randomUUID()}@acme.example`;
const actions = async (objectId: string) => {
  const { rows } = await here.owner.query<{ type: string }>(
    'SELECT type FROM events WHERE object_id = $1 ORDER BY sequence',
    [objectId],
  );
  return rows.map(({ type }) => type);
};
const team = (name: string) =>
  inOrganization(here.db, here.organization, (tx) =>
    tx.team.create({ data: { organizationId: here.organization, name }, select: { id: true } }),
  );

test('an employee of the claimed email domain is invited at once, and joins with role, team and name', async () => {
  const { id: teamId } = await team('Data');
  const id = await here.draft({ email: 'Nora@ACME.example', role: 'member', name: 'Nora', teamIds: [teamId] });
  const requested = await request(id);
  expect(requested).toMatchObject({ status: 'sent', link: { version: 1, reminderDays: 7 } });
  const { memberId } = await accept(id);
  expect(await memberOf(memberId)).toMatchObject({
    status: 'active',
    role: 'member',
    name: 'Nora',
    email: 'nora@acme.example',
    relationship: 'employee',
    teams: [{ teamId, role: 'member' }],
  });
  expect(await actions(id)).toEqual(['invitation.requested', 'invitation.sent', 'invitation.accepted']);
  expect(await actions(memberId)).toEqual(['member.joined']);
});

test('a draft shows nowhere, reserves nothing, and writing it again changes nothing', async () => {
  const invitationId = randomUUID();
  const email = address();
  await here.draft({ invitationId, email });
  await here.draft({ invitationId, email });
  await here.draft({ email });
  const all = await listInvitations(here.db, here.organization, { limit: 1000 });
  expect(all.map(({ id }) => id)).not.toContain(invitationId);
  expect(await findInvitation(here.db, here.organization, invitationId)).toBeNull();
  expect(await actions(invitationId)).toEqual([]);
});

test('a blocked and a disposable address are refused before anything starts', async () => {
  for (const email of ['eve@rival.example', 'eve@mail.rival.example', 'eve@mailinator.com']) {
    await expect(here.draft({ email })).rejects.toMatchObject({ name: 'email-domain-blocked' });
  }
});

test('an email domain that was blocked after the draft is refused when it is requested', async () => {
  const second = await here.member({ name: 'Second', role: 'admin' });
  const id = await here.draft({ ...guest(second), email: 'x@turning.example' });
  await inOrganization(here.db, here.organization, (tx) =>
    tx.emailDomain.create({ data: { organizationId: here.organization, name: 'turning.example', rule: 'blocked' } }),
  );
  await expect(request(id)).rejects.toMatchObject({ name: 'email-domain-blocked' });
  expect(await statusOf(id)).toBeUndefined();
});

test('nobody but an active admin invites', async () => {
  const plain = await here.member({ name: 'Plain', role: 'member' });
  await expect(here.draft({ by: plain, email: address() })).rejects.toMatchObject({ name: 'not-allowed' });
  const gone = await here.member({ name: 'Gone', role: 'admin' });
  const id = await here.draft({ by: gone, email: address() });
  await inOrganization(here.db, here.organization, (tx) =>
    tx.member.updateMany({ where: { id: gone }, data: { status: 'suspended' } }),
  );
  await expect(request(id, now, gone)).rejects.toMatchObject({
    name: 'not-allowed',
    facts: { because: 'member-status' },
  });
});

test('an address that is invited or a member is not invited again', async () => {
  const email = address();
  const first = await here.draft({ email });
  const second = await here.draft({ email });
  await request(first);
  await expect(request(second)).rejects.toMatchObject({ name: 'already-invited', facts: { invitationId: first } });
  const { memberId } = await accept(first);
  await expect(request(second)).rejects.toMatchObject({ name: 'already-a-member', facts: { memberId } });
});

test('two requests for one address at once make one invitation', async () => {
  const email = address();
  const drafts = await Promise.all([1, 2, 3, 4].map(() => here.draft({ email })));
  const outcomes = await Promise.allSettled(drafts.map((id) => request(id)));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ name: 'already-invited' });
  }
});

test('a request that runs twice, or twice at once, is done once and answers the same', async () => {
  const id = await here.draft({ email: address() });
  const same = click(id);
  const run = () => requestInvitation(here.db, here.secrets, here.organization, actor, same);
  const [first, second] = await Promise.all([run(), run()]);
  expect(second).toEqual(first);
  expect(await run()).toEqual(first);
  expect(await actions(id)).toEqual(['invitation.requested', 'invitation.sent']);
});

test('of two acceptances at once one joins and the other finds the link used', async () => {
  const id = await here.draft({ email: address() });
  await request(id);
  const claimed = await claimInvitation(here.db, here.organization, { invitationId: id, token: token(id), now });
  const press = () =>
    acceptInvitation(here.db, here.organization, { ...effect(id), ...claimed, requestId: randomUUID() });
  const outcomes = await Promise.allSettled([press(), press(), press()]);
  const joined = outcomes.filter((outcome) => outcome.status === 'fulfilled');
  expect(joined).toHaveLength(1);
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ name: 'link-not-valid' });
  }
  expect(await actions(id)).toEqual(['invitation.requested', 'invitation.sent', 'invitation.accepted']);
});

test('a click that is delivered twice joins once and answers the same member', async () => {
  const id = await here.draft({ email: address() });
  await request(id);
  const claimed = await claimInvitation(here.db, here.organization, { invitationId: id, token: token(id), now });
  const click = { ...effect(id), ...claimed, requestId: randomUUID() };
  const first = await acceptInvitation(here.db, here.organization, click);
  expect(await acceptInvitation(here.db, here.organization, click)).toEqual(first);
});

test('a link is bound to its address: another person who has it does not join', async () => {
  const id = await here.draft({ email: address() });
  await request(id);
  const { tokenHash } = await claimInvitation(here.db, here.organization, { invitationId: id, token: token(id), now });
  const stranger = await ensurePerson(here.db, 'stranger@elsewhere.example', now);
  const stolen = { ...effect(id), personId: stranger, tokenHash, requestId: randomUUID() };
  await expect(acceptInvitation(here.db, here.organization, stolen)).rejects.toMatchObject({ name: 'link-not-valid' });
});

test('looking at a link tells what is offered and uses nothing up; a wrong, foreign or expired one tells nothing', async () => {
  const id = await here.draft({ email: address(), role: 'member' });
  await request(id);
  const look = (invitationId: string, secret: string, at = now, organization = here.organization) =>
    lookAtInvitation(here.db, organization, { invitationId, token: secret, now: at });
  for (let n = 0; n < 3; n++) {
    expect(await look(id, token(id))).toMatchObject({
      organizationName: 'acme',
      inviterName: 'Anna of acme',
      role: 'member',
    });
  }
  const other = await here.other();
  for (const attempt of [
    () => look(id, token(id, 2)),
    () => look(randomUUID(), token(id)),
    () => look(id, token(id), days(14)),
    () => look(id, token(id), now, other.organization),
  ]) {
    await expect(attempt()).rejects.toMatchObject({ name: 'link-not-valid' });
  }
  await accept(id);
  await expect(look(id, token(id))).rejects.toMatchObject({ name: 'link-not-valid' });
});

test('an email domain that was blocked after the mail went out lets nobody in', async () => {
  await here.policy({ unlisted: 'send' });
  const id = await here.draft({ email: 'y@turned.example' });
  await request(id);
  await inOrganization(here.db, here.organization, (tx) =>
    tx.emailDomain.create({ data: { organizationId: here.organization, name: 'turned.example', rule: 'blocked' } }),
  );
  await expect(accept(id)).rejects.toMatchObject({ name: 'email-domain-blocked' });
  expect(await statusOf(id)).toBe('sent');
  await here.policy({});
});

test('a resend makes a new link, and the earlier one is void', async () => {
  const id = await here.draft({ email: address() });
  await request(id);
  const link = await resendInvitation(here.db, here.secrets, here.organization, actor, click(id, days(3)));
  expect(link).toMatchObject({ version: 2, expiresAt: days(17).toISOString() });
  await expect(accept(id, 1, days(4))).rejects.toMatchObject({ name: 'link-not-valid' });
  await expect(accept(id, 2, days(4))).resolves.toMatchObject({ memberId: expect.any(String) });
  await expect(resendInvitation(here.db, here.secrets, here.organization, actor, click(id))).rejects.toMatchObject({
    name: 'wrong-state',
  });
});

test('a revoked invitation leaves neither link nor member behind, and its address can be invited again', async () => {
  const email = address();
  const id = await here.draft({ email });
  await request(id);
  const before = await findInvitation(here.db, here.organization, id);
  await revokeInvitation(here.db, here.organization, actor, click(id));
  expect(await statusOf(id)).toBe('revoked');
  expect(await memberOf(before?.memberId ?? '')).toBeNull();
  await expect(accept(id)).rejects.toMatchObject({ name: 'link-not-valid' });
  await expect(request(await here.draft({ email }))).resolves.toMatchObject({ status: 'sent' });
});

test('nobody who was suspended meanwhile resends or revokes', async () => {
  const id = await here.draft({ email: address() });
  await request(id);
  const gone = await here.member({ name: 'Gone', role: 'admin', status: 'suspended' });
  const late = { ...effect(id), actorId: gone };
  await expect(revokeInvitation(here.db, here.organization, actor, late)).rejects.toMatchObject({
    name: 'not-allowed',
  });
  await expect(resendInvitation(here.db, here.secrets, here.organization, actor, late)).rejects.toMatchObject({
    name: 'not-allowed',
  });
});

test('an invitation expires only when its newest link has, and leaves nobody behind', async () => {
  const id = await here.draft({ email: address() });
  await request(id);
  const expire = (at: Date) => expireInvitation(here.db, here.organization, actor, effect(id, at));
  expect(await expire(days(13))).toEqual({ status: 'sent' });
  await resendInvitation(here.db, here.secrets, here.organization, actor, click(id, days(13)));
  expect(await expire(days(14))).toEqual({ status: 'sent' });
  const invited = (await findInvitation(here.db, here.organization, id))?.memberId ?? '';
  expect(await expire(days(27))).toEqual({ status: 'expired' });
  expect(await memberOf(invited)).toBeNull();
});

test('an acceptance and an expiry at once end in one of the two, never in both', async () => {
  for (let n = 0; n < 5; n++) {
    const id = await here.draft({ email: address() });
    await request(id);
    const claimed = await claimInvitation(here.db, here.organization, { invitationId: id, token: token(id), now });
    const [accepted, expired] = await Promise.allSettled([
      acceptInvitation(here.db, here.organization, { ...effect(id), ...claimed, requestId: randomUUID() }),
      expireInvitation(here.db, here.organization, actor, effect(id, days(14))),
    ]);
    const status = await statusOf(id);
    expect(status).toBe(accepted.status === 'fulfilled' ? 'accepted' : 'expired');
    expect(expired).toMatchObject({ status: 'fulfilled', value: { status } });
  }
});

test.each(['deactivated', 'removed'] as const)(
  'a %s member comes back by a new invitation, as the same member',
  async (status) => {
    const email = address();
    const personId = await ensurePerson(here.db, email, now);
    const at = new Date('2026-01-01T00:00:00Z');
    const former = await here.member({
      name: 'Frida',
      email,
      personId,
      status,
      role: 'admin',
      deactivatedAt: at,
      removedAt: at,
    });
    const id = await here.draft({ email, role: 'viewer' });
    await request(id);
    expect(await memberOf(former)).toMatchObject({ status, role: 'admin' });
    expect(await accept(id)).toEqual({ memberId: former });
    expect(await memberOf(former)).toMatchObject({
      status: 'active',
      role: 'viewer',
      name: 'Frida',
      email,
      deactivatedAt: null,
      removedAt: null,
    });
  },
);

test('an invitation of a former member that came to nothing leaves them as they were', async () => {
  const email = address();
  const former = await here.member({ name: 'Fred', email, status: 'deactivated' });
  const id = await here.draft({ email });
  await request(id);
  await revokeInvitation(here.db, here.organization, actor, click(id));
  expect(await memberOf(former)).toMatchObject({ status: 'deactivated', name: 'Fred' });
});

test('someone who was erased comes as someone new, and what is left of them leads to nobody', async () => {
  const email = address();
  const personId = await ensurePerson(here.db, email, now);
  const erased = { name: 'Person 4711', pseudonym: 'Person 4711', email: null, personId, status: 'removed' } as const;
  const former = await here.member(erased);
  const id = await here.draft({ email });
  await request(id);
  const { memberId } = await accept(id);
  expect(memberId).not.toBe(former);
  expect(await memberOf(memberId)).toMatchObject({ personId, email });
  expect(await memberOf(former)).toMatchObject({ status: 'removed', name: 'Person 4711', personId: null });
});

test('someone whose removal still runs is not invited before it has ended', async () => {
  const email = address();
  const leaver = await here.member({ name: 'Leo', email, status: 'deactivated' });
  const removalId = randomUUID();
  await here.owner.query(
    `INSERT INTO removals (organization_id, id, member_id, requested_by_id, status, reason, effective_at, plan_hash)
     VALUES ($1, $2, $3, $4, 'running', 'leaves', now(), '')`,
    [here.organization, removalId, leaver, here.admin],
  );
  await expect(here.draft({ email })).rejects.toMatchObject({ name: 'already-leaving', facts: { removalId } });
});

test('a suspended member is not brought back by an invitation', async () => {
  const email = address();
  await here.member({ name: 'Susan', email, status: 'suspended' });
  await expect(here.draft({ email })).rejects.toMatchObject({ name: 'already-a-member' });
});

test('a guest needs approval, and is not sent a link without one', async () => {
  const sponsor = await here.member({ name: 'Sponsor', role: 'admin' });
  const id = await here.draft(guest(sponsor));
  expect(await request(id)).toMatchObject({ status: 'awaiting_approval', link: null });
  const send = () => sendInvitation(here.db, here.secrets, here.organization, actor, effect(id));
  await expect(send()).rejects.toMatchObject({ name: 'wrong-state' });
  const reason = 'approval-refused';
  expect(await refuseInvitation(here.db, here.organization, actor, { ...effect(id), reason })).toEqual({
    status: 'refused',
  });
  expect(await findInvitation(here.db, here.organization, id)).toMatchObject({
    status: 'refused',
    endedReason: reason,
    memberId: null,
  });
});

test('another organization finds no invitation of ours, in any way', async () => {
  const other = await here.other();
  const id = await here.draft({ email: address() });
  await request(id);
  expect(await findInvitation(here.db, other.organization, id)).toBeNull();
  expect(await listInvitations(here.db, other.organization, { limit: 10 })).toEqual([]);
  const foreign = { ...effect(id), actorId: other.admin };
  await expect(revokeInvitation(here.db, other.organization, actor, foreign)).rejects.toMatchObject({
    name: 'not-found',
  });
  await expect(
    claimInvitation(here.db, other.organization, { invitationId: id, token: token(id), now }),
  ).rejects.toMatchObject({
    name: 'link-not-valid',
  });
  expect(await statusOf(id)).toBe('sent');
});

test('no address and no name stands in the audit', async () => {
  const id = await here.draft({ email: 'private.person@acme.example', name: 'Private Person' });
  await request(id);
  await accept(id);
  const { rows } = await here.owner.query<{ body: string }>('SELECT body FROM audit_entries');
  for (const { body } of rows) expect(body).not.toMatch(/private|@acme/i);
});
