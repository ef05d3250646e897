import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { ApprovalStatus } from '../../rules/approvals/review.ts';
import type { Click } from '../../rules/audit/click.ts';

/** All that others may know of the approval workflow: a child of the process that asks. */
export const approvalWorkflow = 'approval';
export const approvalWorkflowId = (organization: string, approvalId: string): string =>
  `approval/${organization}/${approvalId}`;

export interface ApprovalInput {
  organization: string;
  approvalId: string;
  /** who may not decide it */
  requestedById: string;
}
export type ApprovalOutcome = Exclude<ApprovalStatus, 'pending'>;

/** A decision; its reason is the note's text. Refuses `own-request`, `not-an-approver`, `facts-changed`, `already-decided`. */
export const decide = defineUpdate<
  { status: ApprovalStatus },
  [Click & { decision: 'approve' | 'refuse'; factsHash: string; noteId: string }]
>('decide');
/** From the process that asked: it needs no answer any more, and has withdrawn the approval in its own transaction. */
export const withdrawn = defineSignal('withdrawn');

export interface ApprovalState {
  status: ApprovalStatus;
  /** index of the stage that decides now */
  stage: number;
  since: string;
}
export const state = defineQuery<ApprovalState>('state');
