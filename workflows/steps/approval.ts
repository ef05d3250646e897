import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { ChildWorkflowFailure, getExternalWorkflowHandle, startChild } from '@temporalio/workflow';
import type { approval } from '../approvals/workflow.ts';
import {
  type ApprovalInput,
  type ApprovalOutcome,
  approvalWorkflow,
  approvalWorkflowId,
  withdrawn,
} from '../approvals/messages.ts';
import { childOptions } from './child-options.ts';

/**
 * Has an approval that is in PostgreSQL decided, in a run of its own. `asked` is called when that run is there, or can't be.
 * @param about what is to be approved, for ops: `invitation 0f3c…`
 * @returns `stopped` when there is nothing that could still answer: the approval's run was ended from outside, or is another run's
 */
export async function askApprovers(
  { organization, approvalId, requestedById, about }: ApprovalInput & { about: string },
  asked: () => void,
): Promise<ApprovalOutcome | 'stopped'> {
  try {
    const decision = await startChild<typeof approval>(approvalWorkflow, {
      ...childOptions({ process: 'approval', organization, summary: `approval of ${about}` }),
      workflowId: approvalWorkflowId(organization, approvalId),
      args: [{ organization, approvalId, requestedById }],
    });
    asked();
    return await decision.result();
  } catch (error) {
    if (error instanceof ChildWorkflowFailure || error instanceof WorkflowExecutionAlreadyStartedError)
      return 'stopped';
    throw error;
  } finally {
    asked();
  }
}

/** The approval was withdrawn in the transaction that ended what asked for it: its run only has to look. One that has ended needs no telling. */
export async function needNoAnswer(organization: string, approvalId: string): Promise<void> {
  const decision = getExternalWorkflowHandle(approvalWorkflowId(organization, approvalId));
  await decision.signal(withdrawn).catch(() => undefined);
}
