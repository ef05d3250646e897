import type { ApprovalStatus, Review } from '../../rules/approvals/review.ts';
import type { Click } from '../../rules/audit/click.ts';

/** What every activity of an approval gets. `now`: the workflow's time, ISO 8601, UTC. */
export interface OfApproval {
  organization: string;
  approvalId: string;
  now: string;
}

/** The activities of an approval, as its workflow sees them. Effects have receipts. They fail by name (`rules/failures.ts`). */
export interface ApprovalActivities {
  /** Where it stands; writes down who came in place of approvers who left, and with `escalate` adds the admins and the custodian. `nth` counts the looks. */
  reviewApproval(input: OfApproval & { nth: number; escalate: boolean }): Promise<Review>;
  /** One vote, counted. Fails `own-request`, `not-an-approver`, `facts-changed`, `already-decided`, `not-found` (the note). */
  decideApproval(
    input: OfApproval & Click & { decision: 'approve' | 'refuse'; factsHash: string; noteId: string },
  ): Promise<{ status: ApprovalStatus; stage: number }>;
  /** Refused by time-out, if it is still undecided at its deadline; answers where it stands. */
  giveUpApproval(input: OfApproval): Promise<{ status: ApprovalStatus }>;

  /** Mails whoever may decide the stage and has not. `nth` counts the mails of this kind. Fails `mail-unreachable`, `mail-refused`. */
  mailApprovers(
    input: OfApproval & { stage: number; kind: 'asked' | 'reminder' | 'escalation'; nth: number },
  ): Promise<{ mailed: number }>;
}
