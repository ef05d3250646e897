import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import type { Relationship } from '../../../rules/invitations/verdict.ts';
import { normalizeEmail } from '../../../rules/members/email.ts';
import { type Database, inOrganization, type Transaction } from '../../client.ts';
import { lookAlikeIn } from '../../queries/members/look-alikes.ts';
import { naming } from '../../failures.ts';
import type { OrgRole } from '../../generated/enums.ts';
import { checkApprovable } from '../approvals/open.ts';
import { givenCustomRole } from '../custom-roles/given.ts';
import { assess } from './assess.ts';
import { policyIn } from '../../queries/organizations/policy.ts';

export interface DraftInvitationInput {
  /** chosen by the caller, so that a repeat finds the draft again */
  invitationId: string;
  email: string;
  name?: string;
  /** default: the policy's */
  role?: OrgRole;
  /** instead of `role`: a custom role, with the org role that it builds on */
  customRoleId?: string;
  relationship: Relationship;
  teamIds: readonly string[];
  /** the inviter has compared an address that looks like another */
  acceptLookAlike?: boolean;
  /** a guest or contractor needs a sponsor, a reason and an end date */
  sponsorId?: string;
  reason?: string;
  endsAt?: Date;
  now: Date;
}

/**
 * Keeps what must not travel through the process engine in an inert row; `requestInvitation` turns it into the real thing. What would be refused then is
 * refused now, before a process is started for it.
 * @throws Failure as assess; looks-alike; no-approver; not-found when the id is another's
 */
export function draftInvitation(
  db: Database,
  organization: string,
  actor: Actor & { by: 'member' },
  input: DraftInvitationInput,
): Promise<{ invitationId: string }> {
  const { invitationId, relationship, now } = input;
  const given = {
    email: normalizeEmail(input.email),
    relationship,
    inviterId: actor.memberId,
    sponsorId: input.sponsorId ?? null,
    reason: input.reason ?? null,
    endsAt: input.endsAt ?? null,
  };
  const work = inOrganization(db, organization, async (tx) => {
    const { teamIds } = input;
    const there = await tx.invitation.findUnique({
      where: { organizationId_id: { organizationId: organization, id: invitationId } },
      select: { inviterId: true },
    });
    if (there !== null && there.inviterId !== actor.memberId) throw new Failure('not-found', { object: 'invitation' });
    if (there !== null) return { invitationId };
    const asked = { ...given, ...(await roleOf(tx, organization, input)) };
    const { judgement, policy } = await assess(tx, organization, { ...asked, teamIds }, now);
    const lookAlike = await lookAlikeIn(tx, organization, asked.email);
    if (lookAlike !== null && input.acceptLookAlike !== true) throw new Failure('looks-alike', { ...lookAlike });
    if (judgement.verdict === 'approve') {
      const { inviterId: requestedById, sponsorId } = asked;
      await checkApprovable(tx, organization, policy.approval.stages, { requestedById, sponsorId });
    }
    await tx.invitation.create({
      data: {
        organizationId: organization,
        id: invitationId,
        name: input.name ?? null,
        createdAt: now,
        ...asked,
        looksLike: lookAlike?.like ?? null,
        looksLikeId: lookAlike?.like === 'member' ? lookAlike.memberId : null,
      },
    });
    await tx.invitationTeam.createMany({
      data: [...new Set(teamIds)].map((teamId) => ({ organizationId: organization, invitationId, teamId })),
    });
    return { invitationId };
  });
  return naming(work);
}

async function roleOf(
  tx: Transaction,
  id: string,
  { role, customRoleId }: Pick<DraftInvitationInput, 'role' | 'customRoleId'>,
): Promise<{ role: OrgRole; customRoleId: string | null }> {
  if (customRoleId !== undefined) return await givenCustomRole(tx, id, customRoleId);
  return { role: role ?? (await policyIn(tx, id)).invitations.defaultRole, customRoleId: null };
}
