import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { changing, type Record } from '../../change.ts';
import { type Database, openDirectory, type Transaction } from '../../client.ts';
import { once } from '../../receipt.ts';
import { checkNotLeaving } from './assess.ts';
import { deleteInvitedMember } from './invited-member.ts';
import { checkLink } from './link.ts';
import { type LockedInvitation, lockInvitation } from './lock.ts';
import type { InvitationEffectInput } from './request.ts';

export interface Acceptance extends InvitationEffectInput {
  personId: string;
  /** SHA-256 of the link's token, hex */
  tokenHash: string;
  requestId: string;
}

/**
 * The person joins, once: with the invitation's role, teams, relationship, sponsor and end date. A person who was a member before is that member again. Of two clicks on
 * one link the second is refused.
 * @throws Failure link-not-valid (also when the person doesn't hold the invited address), already-a-member, already-leaving, organization-suspended
 */
export function acceptInvitation(
  db: Database,
  organization: string,
  { invitationId, receipt, now, personId, tokenHash, requestId }: Acceptance,
): Promise<{ memberId: string }> {
  let memberId = '';
  const actor = (): Actor => ({ by: 'member', memberId, through: 'mailed-link', requestId });
  return changing(db, organization, actor, (tx, record) =>
    once(tx, organization, receipt, async () => {
      const invitation = await lockInvitation(tx, organization, invitationId);
      checkLink(invitation, Buffer.from(tokenHash, 'hex'), now);
      await checkHolder(tx, invitation.email, personId);
      await checkOpen(tx, organization);
      memberId = await join(tx, record, invitation, personId, now);
      const teamIds = await joinTeams(tx, record, invitation, memberId, now);
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
      return { memberId };
    }),
  );
}

/** A link is bound to its address: a forwarded one opens nothing for someone else. */
async function checkHolder(tx: Transaction, email: string, personId: string): Promise<void> {
  await openDirectory(tx);
  const held = await tx.personEmail.count({ where: { email, personId, until: null } });
  if (held === 0) throw new Failure('link-not-valid', {});
}

async function checkOpen(tx: Transaction, organization: string): Promise<void> {
  const { status } = await tx.organization.findUniqueOrThrow({ where: { id: organization }, select: { status: true } });
  if (status !== 'active') throw new Failure('organization-suspended', {});
}

async function join(
  tx: Transaction,
  record: Record,
  invitation: LockedInvitation,
  personId: string,
  now: Date,
): Promise<string> {
  const { organizationId } = invitation;
  const former = await tx.member.findUnique({ where: { organizationId_personId: { organizationId, personId } } });
  if (former?.status === 'active' || former?.status === 'suspended') {
    throw new Failure('already-a-member', { memberId: former.id });
  }
  const terms = await termsOf(tx, invitation);
  if (former !== null) {
    await checkNotLeaving(tx, organizationId, former.id);
    await deleteInvitedMember(tx, invitation);
  }
  const joined = { ...terms, personId, status: 'active' as const, email: invitation.email, joinedAt: now };
  const cleared = { suspendedAt: null, deactivatedAt: null, removedAt: null };
  const id = former?.id ?? invitation.memberId;
  const name = invitation.name ?? (former?.pseudonym === null ? former.name : invitation.email);
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
  });
  return member.id;
}

/** As invited; a sponsor who is gone meanwhile is followed by the one whom the invited member was handed to, else by the custodian. */
async function termsOf(tx: Transaction, { organizationId, role, relationship, ...invitation }: LockedInvitation) {
  const invited =
    invitation.memberId === null
      ? null
      : await tx.member.findUnique({
          where: { organizationId_id: { organizationId, id: invitation.memberId } },
          select: { sponsorId: true },
        });
  const sponsorId = invited?.sponsorId ?? invitation.sponsorId;
  const terms = { role, relationship, endsAt: invitation.endsAt, sponsorId };
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
