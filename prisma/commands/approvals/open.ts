import { randomUUID } from 'node:crypto';
import { approversOf } from '../../../rules/approvals/approvers.ts';
import type { ApprovalSubject } from '../../../rules/approvals/facts.ts';
import { deadlineOf } from '../../../rules/approvals/timetable.ts';
import { Failure } from '../../../rules/failures.ts';
import type { ApprovalStage } from '../../../rules/organizations/policy.ts';
import type { Record } from '../../change.ts';
import type { Transaction } from '../../client.ts';
import type { Prisma } from '../../generated/client.ts';
import { factsIn } from '../../queries/approvals/facts.ts';
import { assignIn } from './assign.ts';
import { candidatesFor, namedFor } from '../../queries/approvals/deciders.ts';

export interface ApprovalRequest {
  subject: ApprovalSubject;
  subjectId: string;
  requestedById: string;
  /** who answers for the guest that it is about */
  sponsorId: string | null;
  /** the policy's, which stay with this approval whatever the policy says later */
  stages: readonly ApprovalStage[];
  now: Date;
}

/**
 * Opens an approval of something that is in this transaction already.
 * @returns the approval's id
 * @throws Failure no-approver when a stage has too few who could ever decide it, because no one decides on their own request
 */
export async function openApprovalIn(
  tx: Transaction,
  record: Record,
  organizationId: string,
  { subject, subjectId, requestedById, sponsorId, stages, now }: ApprovalRequest,
): Promise<string> {
  const assigned = await checkApprovable(tx, organizationId, stages, { requestedById, sponsorId });
  const { factsHash } = await factsIn(tx, organizationId, subject, subjectId);
  const id = randomUUID();
  const first = stages[0];
  const deadline = first === undefined ? now : deadlineOf(now, first);
  await tx.approval.create({
    data: {
      organizationId,
      id,
      subject,
      subjectId,
      requestedById,
      stages: stages as unknown as Prisma.InputJsonValue,
      factsHash,
      createdAt: now,
      deadline,
    },
  });
  await assignIn(tx, organizationId, { id, stage: 0 }, assigned);
  record({
    action: 'approval.requested',
    object: 'approval',
    objectId: id,
    after: { subject, subjectId, requestedById, approverIds: assigned, deadline: deadline.toISOString() },
  });
  return id;
}

/**
 * Whether every stage has as many who may decide it as must agree.
 * @returns whom to assign to the first: those who may decide it, and those named who are not here at the moment
 * @throws Failure no-approver
 */
export async function checkApprovable(
  tx: Transaction,
  organizationId: string,
  stages: readonly ApprovalStage[],
  { requestedById, sponsorId }: Pick<ApprovalRequest, 'requestedById' | 'sponsorId'>,
): Promise<string[]> {
  const assignments: string[][] = [];
  for (const [index, stage] of stages.entries()) {
    const named = await namedFor(tx, organizationId, stage, sponsorId);
    const candidates = await candidatesFor(tx, organizationId, { assigned: named, requestedById });
    const deciders = approversOf(stage, candidates);
    if (deciders.length < Math.max(stage.needed, 1)) throw new Failure('no-approver', { stage: index + 1 });
    assignments.push([...new Set([...deciders, ...named])].filter((id) => id !== requestedById));
  }
  const first = assignments[0];
  if (first === undefined) throw new Failure('no-approver', { stage: 1 });
  return first;
}
