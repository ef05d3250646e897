import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { inOrganization } from '../../prisma/client.ts';
import { archiveCustomRole } from '../../prisma/commands/custom-roles/archive.ts';
import { createCustomRole } from '../../prisma/commands/custom-roles/create.ts';
import { acceptInvitation } from '../../prisma/commands/invitations/accept.ts';
import { claimInvitation } from '../../prisma/commands/invitations/claim.ts';
import { revokeInvitation } from '../../prisma/commands/invitations/end.ts';
import { requestInvitation } from '../../prisma/commands/invitations/request.ts';
import { findApproval } from '../../prisma/queries/approvals/list.ts';
import { findInvitation } from '../../prisma/queries/invitations/list.ts';
import { findMember } from '../../prisma/queries/members/list.ts';
import type { Actor } from '../../rules/audit/entry.ts';
import { type Acme, acme, guest } from './acme.ts';

let here: Acme;
let admin: Actor & { by: 'member' };
beforeAll(async () => {
  here = await acme();
  admin = { by: 'member', memberId: here.admin, through: 'session' };
});
afterAll(() => here.close());

const now = new Date();
const address = () => `${randomUUID()}@acme.example`;
const effect = (invitationId: string) => ({ invitationId, receipt: randomUUID(), now });
const request = (invitationId: string) =>
  requestInvitation(here.db, here.secrets, here.organization, admin, { ...effect(invitationId), actorId: here.admin });
const makeRole = async () => {
  const asked = { name: `Role ${randomUUID()}`, buildsOn: { role: 'member' as const }, now };
  const permissions = ['view' as const, 'run' as const];
  return (await createCustomRole(here.db, here.organization, admin, { ...asked, permissions })).customRoleId;
};
const archive = (customRoleId: string, replacement?: { customRoleId: string } | null) =>
  archiveCustomRole(here.db, here.organization, admin, {
    customRoleId,
    now,
    ...(replacement === undefined ? {} : { replacement }),
  });
const accept = async (invitationId: string) => {
  const token = here.secrets.linkToken('invitation', here.organization, invitationId, 1);
  const claimed = await claimInvitation(here.db, here.organization, { invitationId, token, now });
  const joining = { ...effect(invitationId), ...claimed, requestId: randomUUID() };
  const { memberId } = await acceptInvitation(here.db, here.organization, joining);
  return await findMember(here.db, here.organization, memberId);
};
const invitedTo = async (customRoleId: string, more: object = {}) => {
  const id = await here.draft({ email: address(), customRoleId, ...more });
  return { id, requested: await request(id) };
};

test('whoever is invited to a custom role joins with it and with the org role that it builds on', async () => {
  const customRoleId = await makeRole();
  const { id } = await invitedTo(customRoleId);
  expect(await findInvitation(here.db, here.organization, id)).toMatchObject({
    role: 'member',
    customRole: { id: customRoleId },
  });
  expect(await accept(id)).toMatchObject({ status: 'active', role: 'member', customRole: { id: customRoleId } });
});

test('an archived custom role, and one of another organization, is refused by name, in the draft and when it is requested', async () => {
  const gone = await makeRole();
  const id = await here.draft({ email: address(), customRoleId: gone });
  await archive(gone);
  const archived = { name: 'wrong-state', facts: { object: 'custom-role', state: 'archived' } };
  await expect(request(id)).rejects.toMatchObject(archived);
  await expect(here.draft({ email: address(), customRoleId: gone })).rejects.toMatchObject(archived);
  const stranger = { name: 'not-found', facts: { object: 'custom-role' } };
  await expect(here.draft({ email: address(), customRoleId: randomUUID() })).rejects.toMatchObject(stranger);
});

test('a custom role that somebody is invited to ends only with a replacement, which they are invited to instead', async () => {
  const [from, to] = [await makeRole(), await makeRole()];
  const { id } = await invitedTo(from);
  await expect(archive(from)).rejects.toMatchObject({ name: 'wrong-state', facts: { object: 'custom-role' } });
  await archive(from, { customRoleId: to });
  expect(await accept(id)).toMatchObject({ role: 'member', customRole: { id: to } });
});

test('so for someone who was a member before, whose row is left as it is until they accept', async () => {
  const email = address();
  const former = await here.member({ name: 'Former', email, role: 'viewer' });
  await inOrganization(here.db, here.organization, (tx) =>
    tx.member.updateMany({ where: { id: former }, data: { status: 'deactivated', deactivatedAt: new Date(0) } }),
  );
  const customRoleId = await makeRole();
  const { id } = await invitedTo(customRoleId, { email });
  await expect(archive(customRoleId)).rejects.toMatchObject({ facts: { state: '1 invited to it' } });
  await archive(customRoleId, null);
  expect(await accept(id)).toMatchObject({ id: former, role: 'member', customRole: null });
});

test('an invitation that came to nothing keeps no custom role from ending', async () => {
  const customRoleId = await makeRole();
  const { id } = await invitedTo(customRoleId);
  const click = { ...effect(id), actorId: here.admin };
  await revokeInvitation(here.db, here.organization, admin, click);
  await expect(archive(customRoleId)).resolves.toBeUndefined();
});

test('of an archive and a request at once one is refused, and nobody is invited to what has ended', async () => {
  for (let round = 0; round < 4; round += 1) {
    const customRoleId = await makeRole();
    const id = await here.draft({ email: address(), customRoleId });
    const outcomes = await Promise.allSettled([request(id), archive(customRoleId)]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  }
});

test('an approver decides on the custom role, and anew when it is replaced', async () => {
  const [customRoleId, other] = [await makeRole(), await makeRole()];
  await here.member({ name: 'Second', role: 'admin' });
  const email = `${randomUUID()}@partner.example`;
  const { requested } = await invitedTo(customRoleId, { ...guest(here.admin), email });
  const read = () => findApproval(here.db, here.organization, requested.approvalId ?? '');
  const before = await read();
  expect(before?.facts).toMatchObject({ role: 'member', customRoleId });
  await archive(customRoleId, { customRoleId: other });
  const after = await read();
  expect(after?.facts).toMatchObject({ customRoleId: other });
  expect(after?.factsHash).not.toBe(before?.factsHash);
});

test('an approver is shown what an accepted address looks like', async () => {
  const cousin = await here.member({ name: 'Oona', email: 'oona.long@partner.example' });
  const lookAlike = { ...guest(here.admin), email: '0ona.long@partner.example' };
  await expect(here.draft(lookAlike)).rejects.toMatchObject({ name: 'looks-alike', facts: { memberId: cousin } });
  const id = await here.draft({ ...lookAlike, acceptLookAlike: true });
  const { approvalId } = await request(id);
  const approval = await findApproval(here.db, here.organization, approvalId ?? '');
  expect(approval?.facts).toMatchObject({ looksLike: 'member', looksLikeId: cousin });
});

test('someone invited whose address another invitation looks like can be turned away all the same', async () => {
  const first = await here.draft({ email: 'lola.inn@acme.example' });
  await request(first);
  const second = await here.draft({ email: '1ola.inn@acme.example', acceptLookAlike: true });
  await request(second);
  const click = { ...effect(first), actorId: here.admin };
  await revokeInvitation(here.db, here.organization, admin, click);
  expect(await findInvitation(here.db, here.organization, first)).toMatchObject({ status: 'revoked' });
});
