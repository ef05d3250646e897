import type { Actor, Origin } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { changing, type Record } from '../../change.ts';
import { type Database, openDirectory, type Transaction } from '../../client.ts';
import { once } from '../../receipt.ts';
import { syncExposuresOfMember } from '../connections/exposures.ts';
import { checkNotLeaving, judged } from './assess.ts';
import { deleteInvitedMember } from './invited-member.ts';
import { checkLink } from './link.ts';
import { type LockedInvitation, lockInvitation } from './lock.ts';
import type { InvitationEffectInput } from './request.ts';

export interface Acceptance extends InvitationEffectInput {
  personId: string;
  /** SHA-256 of the link's token, hex */
  tokenHash: string;
  requestId: string;
  /** where from, kept under the invitation */
  origin?: Origin;
}

/**
 * The person joins, once: with the invitation's role, teams, relationship, sponsor and end date. A person who was a member before is that member again. Of two clicks on
 * one link the second is refused. What the policy says of the address is asked once more: it may have been blocked since.
 * @throws Failure link-not-valid (also when the person doesn't hold the invited address, or left after they were invited), already-a-member, already-leaving, email-domain-blocked,
 * organization-suspended
 */
export function acceptInvitation(
  db: Database,
  organization: string,
  { invitationId, receipt, now, personId, tokenHash, requestId, origin }: Acceptance,
): Promise<{ memberId: string }> {
  let memberId = '';
  const actor = (): Actor => ({
    by: 'member',
    memberId,
    through: 'mailed-link',
    requestId,
    ...(origin === undefined ? {} : { origin }),
  });
  return changing(db, organization, actor, (tx, record) =>
    once(tx, organization, receipt, async () => {
      memberId = await acceptIn(tx, record, organization, { invitationId, now, personId, tokenHash });
      return { memberId };
    }),
  );
}

/** The same in the caller's transaction. Returns the member. */
export async function acceptIn(
  tx: Transaction,
  record: Record,
  organization: string,
  { invitationId, now, personId, tokenHash }: Pick<Acceptance, 'invitationId' | 'now' | 'personId' | 'tokenHash'>,
): Promise<string> {
  const invitation = await lockInvitation(tx, organization, invitationId);
  checkLink(invitation, Buffer.from(tokenHash, 'hex'), now);
  await checkHolder(tx, invitation.email, personId);
  await judged(tx, organization, invitation);
  const memberId = await join(tx, record, invitation, personId, now);
  const teamIds = await joinTeams(tx, record, invitation, memberId, now);
  await syncExposuresOfMember(tx, memberId, now);
  await tx.invitation.update({
    where: { organizationId_id: { organizationId: organization, id: invitationId } },
    data: { status: 'accepted', memberId, tokenHash: null, endedAt: now },
    select: { id: true },
  });
  record({
    action: 'invitation.accepted',
    object: 'invitation',
    objectId: invitationId,
    before: { status: 'sent' },
    after: { status: 'accepted', memberId, teamIds },
  });
  return memberId;
}

/** A link is bound to its address: a forwarded one opens nothing for someone else. */
async function checkHolder(tx: Transaction, email: string, personId: string): Promise<void> {
  await openDirectory(tx);
  const held = await tx.personEmail.count({ where: { email, personId, until: null } });
  if (held === 0) throw new Failure('link-not-valid', {});
}

async function join(
  tx: Transaction,
  record: Record,
  invitation: LockedInvitation,
  personId: string,
  now: Date,
): Promise<string> {
  const { organizationId, email } = invitation;
  const terms = await termsOf(tx, invitation);
  const former = await formerMember(tx, invitation, personId);
  if (former !== null) await deleteInvitedMember(tx, invitation);
  const joined = { ...terms, personId, status: 'active' as const, email, joinedAt: now };
  const cleared = { suspendedAt: null, deactivatedAt: null, removedAt: null };
  const id = former?.id ?? invitation.memberId;
  const name = invitation.name ?? former?.name ?? email;
  const member =
    id === null
      ? await tx.member.create({ data: { organizationId, ...joined, name, createdAt: now }, select: { id: true } })
      : await tx.member.update({
          where: { organizationId_id: { organizationId, id } },
          data: { ...joined, ...cleared, name },
          select: { id: true },
        });
  record({
    action: 'member.joined',
    object: 'member',
    objectId: member.id,
    before: { status: former?.status ?? 'invited' },
    after: { status: 'active', ...terms, endsAt: terms.endsAt?.toISOString() },
    reason: former === null ? 'invited' : 'invited-again',
    personal: [{ of: member.id, values: { name, email } }],
  });
  return member.id;
}

/**
 * The member that the person was here. An invitation from before they left is void: it was not meant to bring them back. Who was erased comes as someone new, and what is
 * left of who they were leads to nobody from then on.
 */
async function formerMember(tx: Transaction, { organizationId, createdAt }: LockedInvitation, personId: string) {
  const where = { organizationId_personId: { organizationId, personId } };
  const former = await tx.member.findUnique({ where });
  if (former === null) return null;
  if (former.status === 'active' || former.status === 'suspended') {
    throw new Failure('already-a-member', { memberId: former.id });
  }
  const leftAt = former.removedAt ?? former.deactivatedAt;
  if (leftAt !== null && createdAt <= leftAt) throw new Failure('link-not-valid', {});
  await checkNotLeaving(tx, organizationId, former.id);
  if (former.pseudonym === null) return former;
  await tx.member.update({ where, data: { personId: null }, select: { id: true } });
  return null;
}

/** As invited; a sponsor who is gone meanwhile is followed by the one whom the invited member was handed to, else by the custodian. */
async function termsOf(
  tx: Transaction,
  { organizationId, role, customRoleId, relationship, ...invitation }: LockedInvitation,
) {
  const invited =
    invitation.memberId === null
      ? null
      : await tx.member.findUnique({
          where: { organizationId_id: { organizationId, id: invitation.memberId } },
          select: { sponsorId: true },
        });
  const sponsorId = invited?.sponsorId ?? invitation.sponsorId;
  const terms = { role, customRoleId, relationship, endsAt: invitation.endsAt, sponsorId };
  if (sponsorId === null) return terms;
  const present = await tx.member.count({ where: { organizationId, id: sponsorId, status: 'active' } });
  if (present > 0) return terms;
  const { custodianId } = await tx.organization.findUniqueOrThrow({
    where: { id: organizationId },
    select: { custodianId: true },
  });
  return { ...terms, sponsorId: custodianId };
}

/** A team that was archived meanwhile is left out. */
async function joinTeams(
  tx: Transaction,
  record: Record,
  { organizationId, teams }: LockedInvitation,
  memberId: string,
  now: Date,
): Promise<string[]> {
  const open = await tx.team.findMany({
    where: { organizationId, id: { in: teams.map(({ teamId }) => teamId) }, archivedAt: null },
    select: { id: true },
    orderBy: { id: 'asc' },
  });
  const teamIds = open.map(({ id }) => id);
  await tx.teamMember.createMany({
    data: teamIds.map((teamId) => ({ organizationId, teamId, memberId, since: now })),
    skipDuplicates: true,
  });
  for (const teamId of teamIds) {
    record({ action: 'team.member-added', object: 'team', objectId: teamId, after: { memberId, role: 'member' } });
  }
  return teamIds;
}
