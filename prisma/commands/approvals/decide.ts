import { resolve, type Resolution } from '../../../rules/approvals/resolution.ts';
import type { ApprovalSubject } from '../../../rules/approvals/facts.ts';
import { deadlineOf } from '../../../rules/approvals/timetable.ts';
import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { changing, type Record } from '../../change.ts';
import type { Database, Transaction } from '../../client.ts';
import type { ApprovalStatus } from '../../generated/enums.ts';
import { once } from '../../receipt.ts';
import { noteTextIn } from '../notes/write.ts';
import { endApprovalIn } from './end.ts';
import { factsIn, type Facts } from '../../queries/approvals/facts.ts';
import { type LockedApproval, lockApproval } from './lock.ts';
import { assignIn } from './assign.ts';
import { decidersOf, namedFor, stagesOf } from '../../queries/approvals/deciders.ts';

export interface DecisionInput {
  approvalId: string;
  actorId: string;
  decision: 'approve' | 'refuse';
  /** of the facts that the approver was shown */
  factsHash: string;
  /** whose text is the reason */
  noteId: string;
  receipt: string;
  now: Date;
}

/**
 * One vote, counted in the same transaction as it is given: the answer is where the approval stands after it.
 * @throws Failure not-found, already-decided (the approval, or by this approver), own-request, not-an-approver, facts-changed
 */
export function decideApproval(
  db: Database,
  organization: string,
  actor: Actor,
  input: DecisionInput,
): Promise<{ status: ApprovalStatus; stage: number }> {
  return changing(db, organization, actor, (tx, record) =>
    once(tx, organization, input.receipt, async () => {
      const approval = await lockApproval(tx, organization, input.approvalId);
      const now = await factsIn(tx, organization, approval.subject as ApprovalSubject, approval.subjectId);
      const deciders = await checkMayDecide(tx, approval, input.actorId);
      if (input.factsHash !== now.factsHash) {
        throw new Failure('facts-changed', { expected: now.factsHash, given: input.factsHash });
      }
      const reason = await castVote(tx, approval, input);
      record({
        action: 'approval.decided',
        object: 'approval',
        objectId: approval.id,
        after: { decision: input.decision, stage: approval.stage, memberId: input.actorId, noteId: input.noteId },
        personal: [{ of: await whomItIsAbout(tx, approval, input.actorId), values: { reason } }],
      });
      return await settle(tx, record, approval, { deciders, facts: now, now: input.now });
    }),
  );
}

/**
 * Whether this member may decide what the approval is at.
 * @returns everyone who may
 * @throws Failure already-decided, own-request, not-an-approver
 */
async function checkMayDecide(tx: Transaction, approval: LockedApproval, memberId: string): Promise<string[]> {
  const { organizationId, stage, status } = approval;
  if (status !== 'pending') throw new Failure('already-decided', { status });
  if (approval.requestedById === memberId) throw new Failure('own-request', {});
  const { deciders } = await decidersOf(tx, organizationId, approval);
  if (!deciders.includes(memberId)) throw new Failure('not-an-approver', { stage: stage + 1 });
  return deciders;
}

/** A vote on facts that have changed since is given anew; one on these facts stands. */
async function castVote(
  tx: Transaction,
  { organizationId, id: approvalId, stage }: LockedApproval,
  { actorId: memberId, decision, factsHash, noteId, now }: DecisionInput,
): Promise<string> {
  const key = { organizationId, approvalId, stage, memberId };
  const where = { organizationId_approvalId_stage_memberId: key };
  const earlier = await tx.approvalDecision.findUnique({ where });
  if (earlier?.factsHash === factsHash) throw new Failure('already-decided', { status: 'pending' });
  const reason = await noteTextIn(tx, organizationId, { noteId, authorId: memberId });
  const vote = { decision, reason, factsHash, at: now };
  await tx.approvalDecision.upsert({ where, create: { ...key, ...vote }, update: vote });
  return reason;
}

/** Whose the words of a decision are in the audit: the invited person's or the leaver's; about nobody, the approver's. */
async function whomItIsAbout(
  tx: Transaction,
  { organizationId, subject, subjectId }: LockedApproval,
  approverId: string,
): Promise<string> {
  if (subject === 'invitation') return subjectId;
  if (subject !== 'erasure') return approverId;
  const where = { organizationId_id: { organizationId, id: subjectId } };
  return (await tx.erasure.findUnique({ where, select: { memberId: true } }))?.memberId ?? approverId;
}

async function settle(
  tx: Transaction,
  record: Record,
  approval: LockedApproval,
  { deciders, facts, now }: { deciders: string[]; facts: Facts; now: Date },
): Promise<{ status: ApprovalStatus; stage: number }> {
  const { organizationId, id } = approval;
  const stages = stagesOf(approval.stages);
  const votes = await tx.approvalDecision.findMany({ where: { organizationId, approvalId: id } });
  const needed = stages.map((stage) => stage.needed);
  const { factsHash } = facts;
  const resolution = resolve({ needed, stage: approval.stage, votes, approvers: deciders, factsHash });
  return await follow(tx, record, approval, { resolution, facts, now });
}

async function follow(
  tx: Transaction,
  record: Record,
  approval: LockedApproval,
  { resolution, facts, now }: { resolution: Resolution; facts: Facts; now: Date },
): Promise<{ status: ApprovalStatus; stage: number }> {
  const { organizationId, id, stage } = approval;
  if (resolution === 'pending') return { status: 'pending', stage };
  if (resolution !== 'next-stage') {
    await endApprovalIn(tx, record, approval, { status: resolution, now });
    return { status: resolution, stage };
  }
  const next = { ...approval, stage: stage + 1 };
  const policy = stagesOf(approval.stages)[next.stage];
  if (policy === undefined) throw new RangeError(`approval ${id} has no stage ${next.stage}`);
  const named = await namedFor(tx, organizationId, policy, facts.sponsorId);
  await assignIn(
    tx,
    organizationId,
    next,
    named.filter((member) => member !== approval.requestedById),
  );
  const { deciders } = await decidersOf(tx, organizationId, next);
  await assignIn(tx, organizationId, next, deciders);
  await tx.approval.update({
    where: { organizationId_id: { organizationId, id } },
    data: { stage: next.stage, deadline: deadlineOf(now, policy) },
    select: { id: true },
  });
  record({
    action: 'approval.stage-opened',
    object: 'approval',
    objectId: id,
    before: { stage },
    after: { stage: next.stage, approverIds: deciders },
  });
  return { status: 'pending', stage: next.stage };
}
