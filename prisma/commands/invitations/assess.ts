import { roleReaches } from '../../../rules/access/actions.ts';
import { Failure } from '../../../rules/failures.ts';
import { standingOf } from '../../../rules/invitations/email-domain-rule.ts';
import { checkTerms } from '../../../rules/invitations/terms.ts';
import { type Judgement, judge, type Relationship } from '../../../rules/invitations/verdict.ts';
import { emailDomainOf } from '../../../rules/members/email.ts';
import { type Policy, policyOf } from '../../../rules/organizations/policy.ts';
import { openDirectory, type Transaction } from '../../client.ts';
import type { OrgRole } from '../../generated/enums.ts';
import { givenCustomRole } from '../custom-roles/given.ts';

/** An invitation as it is asked for. `email` is normalized. */
export interface Asked {
  email: string;
  role: OrgRole;
  /** builds on `role`, and narrows it */
  customRoleId: string | null;
  relationship: Relationship;
  inviterId: string;
  sponsorId: string | null;
  teamIds: readonly string[];
  reason: string | null;
  endsAt: Date | null;
}
export interface Assessment {
  judgement: Judgement & { verdict: 'send' | 'approve' };
  policy: Policy['invitations'];
  /** the person was a member before, and becomes that member again when they accept */
  returning: boolean;
}

/**
 * Whether this invitation can be made now, and whether it is approved first (design, Joining).
 * @throws Failure organization-suspended, not-allowed, above-ceiling, invalid-request, not-found (a team, a custom role), wrong-state (an archived custom role), email-domain-blocked, already-a-member,
 * already-invited, already-leaving
 */
export async function assess(tx: Transaction, organization: string, asked: Asked, now: Date): Promise<Assessment> {
  await checkInviter(tx, organization, asked);
  if (asked.customRoleId !== null) await givenCustomRole(tx, organization, asked.customRoleId);
  checkTerms(asked, now);
  await checkSponsor(tx, organization, asked.sponsorId);
  await checkTeams(tx, organization, asked.teamIds);
  const { judgement, policy } = await judged(tx, organization, asked);
  const returning = await checkInvited(tx, organization, asked.email);
  return { judgement, policy, returning };
}

/**
 * What the organization's policy says of this address now.
 * @throws Failure email-domain-blocked, organization-suspended
 */
export async function judged(
  tx: Transaction,
  organization: string,
  { email, relationship }: Pick<Asked, 'email' | 'relationship'>,
): Promise<Pick<Assessment, 'judgement' | 'policy'>> {
  const { status, policy, emailDomains } = await tx.organization.findUniqueOrThrow({
    where: { id: organization },
    select: { status: true, policy: true, emailDomains: { select: { name: true, rule: true, provedAt: true } } },
  });
  if (status !== 'active') throw new Failure('organization-suspended', {});
  const emailDomain = emailDomainOf(email);
  const listed = emailDomains.map(({ name, rule, provedAt }) => ({ name, rule, proved: provedAt !== null }));
  const { invitations } = policyOf(policy);
  const { verdict, because } = judge(standingOf(emailDomain, listed), relationship, invitations);
  if (verdict === 'refuse') throw new Failure('email-domain-blocked', { emailDomain });
  return { judgement: { verdict, because }, policy: invitations };
}

async function checkInviter(tx: Transaction, organization: string, { inviterId, role }: Asked): Promise<void> {
  const ceiling = await checkMayInvite(tx, organization, inviterId);
  if (!roleReaches(ceiling, role)) throw new Failure('above-ceiling', { ceiling, asked: role });
}

/**
 * Whoever invites, resends or revokes is an active admin at that moment, whatever they were when they clicked.
 * @returns their org role
 * @throws Failure not-allowed
 */
export async function checkMayInvite(tx: Transaction, organization: string, memberId: string): Promise<OrgRole> {
  const member = await tx.member.findUnique({
    where: { organizationId_id: { organizationId: organization, id: memberId } },
    select: { status: true, role: true },
  });
  if (member?.status !== 'active') throw new Failure('not-allowed', { action: 'invite', because: 'member-status' });
  if (!roleReaches(member.role, 'admin')) throw new Failure('not-allowed', { action: 'invite', because: 'org-role' });
  return member.role;
}

async function checkSponsor(tx: Transaction, organization: string, sponsorId: string | null): Promise<void> {
  if (sponsorId === null) return;
  const sponsor = await tx.member.findUnique({
    where: { organizationId_id: { organizationId: organization, id: sponsorId } },
    select: { status: true, kind: true },
  });
  if (sponsor?.status !== 'active' || sponsor.kind !== 'person') {
    throw new Failure('invalid-request', { field: 'sponsorId', expected: 'an active member who is a person' });
  }
}

async function checkTeams(tx: Transaction, organization: string, teamIds: readonly string[]): Promise<void> {
  if (teamIds.length === 0) return;
  const wanted = new Set(teamIds);
  const found = await tx.team.count({
    where: { organizationId: organization, id: { in: [...wanted] }, archivedAt: null },
  });
  if (found < wanted.size) throw new Failure('not-found', { object: 'team' });
}

/**
 * Someone who is here, or is invited, is not invited again; someone who was here comes back as who they were.
 * @returns whether they do
 */
async function checkInvited(tx: Transaction, organization: string, email: string): Promise<boolean> {
  const open = await tx.invitation.findFirst({
    where: { organizationId: organization, email, status: { in: ['awaiting_approval', 'sent'] } },
    select: { id: true },
  });
  if (open !== null) throw new Failure('already-invited', { invitationId: open.id });
  const personId = await holderOf(tx, email);
  const members = await tx.member.findMany({
    where: { organizationId: organization, OR: [{ email }, ...(personId === undefined ? [] : [{ personId }])] },
    select: { id: true, status: true, personId: true, pseudonym: true },
  });
  const present = members.find(({ status }) => status === 'active' || status === 'suspended' || status === 'invited');
  if (present !== undefined) throw new Failure('already-a-member', { memberId: present.id });
  const former = members.find((member) => member.personId !== null && member.personId === personId);
  if (former !== undefined) await checkNotLeaving(tx, organization, former.id);
  return former?.pseudonym === null; // who was erased comes as someone new
}

/**
 * A removal that still works on someone must end before they come back.
 * @throws Failure already-leaving
 */
export async function checkNotLeaving(tx: Transaction, organization: string, memberId: string): Promise<void> {
  const removal = await tx.removal.findFirst({
    where: {
      organizationId: organization,
      memberId,
      status: { in: ['planned', 'awaiting_approval', 'waiting', 'running'] },
    },
    select: { id: true },
  });
  if (removal !== null) throw new Failure('already-leaving', { removalId: removal.id });
}

/** The person who holds the address, if there is one. */
async function holderOf(tx: Transaction, email: string): Promise<string | undefined> {
  await openDirectory(tx);
  const held = await tx.personEmail.findFirst({ where: { email, until: null }, select: { personId: true } });
  return held?.personId;
}
