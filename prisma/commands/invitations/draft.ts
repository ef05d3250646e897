import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { type Database, inOrganization } from '../../client.ts';
import { naming } from '../../failures.ts';
import { considerInvitation, type InvitationInput } from './consider.ts';

export interface DraftInvitationInput extends InvitationInput {
  /** chosen by the caller, so that a repeat finds the draft again */
  invitationId: string;
  /** the inviter has compared an address that looks like another */
  acceptLookAlike?: boolean | undefined;
  /** of the preview that the inviter saw */
  previewHash?: string | undefined;
  now: Date;
}

/**
 * Keeps what must not travel through the process engine in an inert row; `requestInvitation` turns it into the real thing. What would be refused then is
 * refused now, before a process is started for it.
 * @throws Failure as considerInvitation; looks-alike; plan-changed; not-found when the id is another's
 */
export function draftInvitation(
  db: Database,
  organization: string,
  actor: Actor & { by: 'member' },
  input: DraftInvitationInput,
): Promise<{ invitationId: string }> {
  const { invitationId, previewHash, now } = input;
  const work = inOrganization(db, organization, async (tx) => {
    const there = await tx.invitation.findUnique({
      where: { organizationId_id: { organizationId: organization, id: invitationId } },
      select: { inviterId: true },
    });
    if (there !== null && there.inviterId !== actor.memberId) throw new Failure('not-found', { object: 'invitation' });
    if (there !== null) return { invitationId };
    const { asked, lookAlike, hash } = await considerInvitation(tx, organization, actor.memberId, input, now);
    if (lookAlike !== null && input.acceptLookAlike !== true) throw new Failure('looks-alike', { ...lookAlike });
    if (previewHash !== undefined && previewHash !== hash)
      throw new Failure('plan-changed', { expected: hash, given: previewHash });
    const { teamIds, ...terms } = asked;
    await tx.invitation.create({
      data: {
        organizationId: organization,
        id: invitationId,
        name: input.name ?? null,
        createdAt: now,
        ...terms,
        looksLike: lookAlike?.like ?? null,
        looksLikeId: lookAlike?.like === 'member' ? lookAlike.memberId : null,
      },
    });
    await tx.invitationTeam.createMany({
      data: teamIds.map((teamId) => ({ organizationId: organization, invitationId, teamId })),
    });
    return { invitationId };
  });
  return naming(work);
}
