import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import type { SentLink } from '../../../rules/invitations/link.ts';
import { changing, type Record } from '../../change.ts';
import type { Database, Transaction } from '../../client.ts';
import { once } from '../../receipt.ts';
import type { Secrets } from '../../secrets/secrets.ts';
import { openApprovalIn } from '../approvals/open.ts';
import { type Assessment, assess } from './assess.ts';
import { createInvitedMember } from './invited-member.ts';
import { sendLinkIn } from './link.ts';
import { type LockedInvitation, lockAddress, lockInvitation } from './lock.ts';

export interface InvitationEffectInput {
  invitationId: string;
  /** key for `once`, stable over retries */
  receipt: string;
  /** the workflow's time */
  now: Date;
}
/** An effect that a member asked for just now. */
export interface ClickedInput extends InvitationEffectInput {
  actorId: string;
}
export type Requested =
  | { status: 'sent'; link: SentLink; approvalId: null }
  | { status: 'awaiting_approval'; link: null; approvalId: string };

/**
 * Draft → sent, or awaiting approval: what policy says of it now. The invited member's row is there from here on, so that the place is taken; someone who was a
 * member before keeps their row as it is until they accept.
 * @throws Failure as assess; no-approver; wrong-state unless it is a draft; not-found unless it is the actor's
 */
export function requestInvitation(
  db: Database,
  secrets: Secrets,
  organization: string,
  actor: Actor,
  { invitationId, receipt, now, actorId }: ClickedInput,
): Promise<Requested> {
  return changing(db, organization, actor, (tx, record) =>
    once(tx, organization, receipt, async (): Promise<Requested> => {
      const invitation = await lockInvitation(tx, organization, invitationId);
      if (invitation.inviterId !== actorId) throw new Failure('not-found', { object: 'invitation' });
      if (invitation.status !== 'draft') {
        throw new Failure('wrong-state', { object: 'invitation', state: invitation.status, needs: 'draft' });
      }
      await lockAddress(tx, organization, invitation.email);
      const teamIds = invitation.teams.map(({ teamId }) => teamId);
      const assessment = await assess(tx, organization, { ...invitation, teamIds }, now);
      const memberId = assessment.returning ? null : await createInvitedMember(tx, invitation, now);
      invitation.memberId = memberId;
      recordRequest(record, invitation, assessment);
      if (assessment.judgement.verdict === 'approve')
        return await awaitApproval(tx, record, invitation, assessment, now);
      const { policy } = assessment;
      const link = await sendLinkIn(tx, record, secrets, invitation, { policy, now, action: 'invitation.sent' });
      return { status: 'sent', link, approvalId: null };
    }),
  );
}

async function awaitApproval(
  tx: Transaction,
  record: Record,
  invitation: LockedInvitation,
  { policy }: Assessment,
  now: Date,
): Promise<Requested> {
  const { organizationId, id, inviterId } = invitation;
  const approvalId = await openApprovalIn(tx, record, organizationId, {
    subject: 'invitation',
    subjectId: id,
    requestedById: inviterId,
    sponsorId: invitation.sponsorId,
    stages: policy.approval.stages,
    now,
  });
  await tx.invitation.update({
    where: { organizationId_id: { organizationId, id } },
    data: { status: 'awaiting_approval' },
    select: { id: true },
  });
  return { status: 'awaiting_approval', link: null, approvalId };
}

function recordRequest(record: Record, invitation: LockedInvitation, { judgement, returning }: Assessment): void {
  const { id, name, email, role, relationship, inviterId, sponsorId, memberId, teams, endsAt, reason } = invitation;
  const { customRoleId, looksLike } = invitation;
  record({
    action: 'invitation.requested',
    object: 'invitation',
    objectId: id,
    before: { status: 'draft' },
    after: {
      role,
      ...(customRoleId === null ? {} : { customRoleId }),
      ...(looksLike === null ? {} : { looksLike }),
      relationship,
      inviterId,
      sponsorId,
      memberId,
      returning,
      teamIds: teams.map(({ teamId }) => teamId),
      endsAt: endsAt?.toISOString(),
      verdict: judgement.verdict,
    },
    reason: judgement.because,
    personal: [{ of: id, values: { name, email, reason } }],
  });
}
