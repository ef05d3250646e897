import { defineUpdate } from '@temporalio/workflow';

/** All that others may know of the approval workflow: a child of the process that asks. */
export const approvalWorkflow = 'approval';
export const approvalWorkflowId = (organization: string, approvalId: string): string =>
  `approval/${organization}/${approvalId}`;

export interface ApprovalInput {
  organization: string;
  approvalId: string;
}
export type ApprovalOutcome = 'approved' | 'refused' | 'expired' | 'withdrawn';

/** A decision; its reason is the note's text. Refuses `own-request`, `not-an-approver`, `facts-changed`, `already-decided`. */
export const decide = defineUpdate<
  { status: 'pending' | ApprovalOutcome },
  [{ actorId: string; requestId: string; decision: 'approve' | 'refuse'; factsHash: string; noteId: string }]
>('decide');
/** The asking process no longer needs an answer. */
export const withdraw = defineUpdate<void, [{ actorId: string; requestId: string }]>('withdraw');
