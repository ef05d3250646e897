import type { Click } from '../../rules/audit/click.ts';
import type { Origin } from '../../rules/audit/entry.ts';
import type { SentLink } from '../../rules/invitations/link.ts';
import type { InvitationStatus } from '../../rules/invitations/states.ts';

/** What every activity of an invitation gets. `now`: the workflow's time, ISO 8601, UTC; rules and commands know no other clock. */
export interface OfInvitation {
  organization: string;
  invitationId: string;
  now: string;
}

/** Where an invitation stands: its link while it is sent, its approval while it awaits one. */
export interface Standing {
  status: InvitationStatus;
  link: SentLink | null;
  approval: { id: string; requestedById: string } | null;
}

/**
 * The activities of an invitation, as its workflow sees them. Each can be killed, repeated or run twice at once: effects have receipts. They fail by
 * name (`rules/failures.ts`).
 */
export interface InvitationActivities {
  /** Draft → sent or awaiting approval, as policy says; answers where it stands now, whoever did that. Fails by what the policy refuses. */
  requestInvitation(input: OfInvitation & Click): Promise<Standing>;
  /** Approved → sent. Fails `email-domain-blocked`, `wrong-state`. */
  sendInvitation(input: OfInvitation): Promise<SentLink>;
  /** A new link; the earlier one is void. */
  resendInvitation(input: OfInvitation & Click): Promise<SentLink>;
  acceptInvitation(
    input: OfInvitation & { personId: string; tokenHash: string; requestId: string; origin?: Origin },
  ): Promise<{ memberId: string }>;
  revokeInvitation(input: OfInvitation & Click): Promise<{ status: InvitationStatus }>;
  /** Ends it when its newest link has expired; answers where it stands. */
  expireInvitation(input: OfInvitation): Promise<{ status: InvitationStatus }>;
  /** Not approved → refused; answers where it stands. */
  refuseInvitation(input: OfInvitation & { reason: string }): Promise<{ status: InvitationStatus }>;

  /** Mails the link, while it is the newest of an open invitation. `reminder`: 0 is the first mail. Fails `mail-unreachable`, `mail-refused`. */
  mailInvitation(input: OfInvitation & { version: number; reminder: number }): Promise<void>;
  /** Tells the inviter that it was refused, and what the approvers said. */
  mailRefusal(input: OfInvitation): Promise<void>;
}
