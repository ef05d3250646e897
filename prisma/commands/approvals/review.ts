import { escalationTo } from '../../../rules/approvals/approvers.ts';
import type { Review } from '../../../rules/approvals/review.ts';
import { openedAtOf } from '../../../rules/approvals/timetable.ts';
import type { Actor } from '../../../rules/audit/entry.ts';
import { changing } from '../../change.ts';
import type { Database } from '../../client.ts';
import { once } from '../../receipt.ts';
import type { ApprovalEffectInput } from './end.ts';
import { lockApproval } from './lock.ts';
import { assignIn } from './assign.ts';
import { decidersOf, stagesOf } from '../../queries/approvals/deciders.ts';

/**
 * Looks at who may decide the stage now, and writes down who came in place of those who left, so that it waits in their inbox. `escalate` adds the admins
 * and the custodian.
 * @throws Failure not-found
 */
export function reviewApproval(
  db: Database,
  organization: string,
  actor: Actor,
  { approvalId, receipt, escalate }: ApprovalEffectInput & { escalate: boolean },
): Promise<Review> {
  return changing(db, organization, actor, (tx, record) =>
    once(tx, organization, receipt, async (): Promise<Review> => {
      const approval = await lockApproval(tx, organization, approvalId);
      const { status, stage, deadline } = approval;
      const stages = stagesOf(approval.stages);
      const policy = stages[stage];
      if (policy === undefined) throw new RangeError(`approval ${approvalId} has no stage ${stage}`);
      const { deciders, candidates } = await decidersOf(tx, organization, approval);
      const all = escalate ? [...deciders, ...escalationTo(candidates, deciders)] : deciders;
      const added = all.filter((id) => !candidates.assigned.includes(id));
      if (status === 'pending' && added.length > 0) {
        await assignIn(tx, organization, approval, added);
        record({
          action: 'approval.approvers-added',
          object: 'approval',
          objectId: approvalId,
          after: { stage, approverIds: added },
          reason: escalate ? 'escalation' : 'replacement',
        });
      }
      const { reminderHours, escalateAfterHours, giveUpAfterDays, needed } = policy;
      return {
        status,
        stage,
        stages: stages.length,
        openedAt: openedAtOf(deadline, policy).toISOString(),
        deadline: deadline.toISOString(),
        reminderHours,
        escalateAfterHours,
        giveUpAfterDays,
        needed,
        deciders: all.length,
      };
    }),
  );
}
