import { z } from 'zod';
import { Flag, Id, Instant, ListQuery, May, MemberRef, pageOf, Text } from '../schemas.ts';

const ApprovalStatus = z
  .enum(['pending', 'approved', 'refused', 'expired', 'withdrawn'])
  .meta({ id: 'ApprovalStatus' });
const Subject = z.enum(['invitation', 'extension', 'erasure', 'mass-removal']);

export const Approval = z
  .object({
    id: Id,
    subject: Subject,
    subjectId: Id,
    requestedBy: MemberRef,
    status: ApprovalStatus,
    stage: z.int().meta({ description: 'index of the stage that decides now' }),
    stages: z.array(
      z.object({
        needed: z.int(),
        approvers: z.array(MemberRef),
        decisions: z.array(
          z.object({ member: MemberRef, decision: z.enum(['approve', 'refuse']), reason: z.string(), at: Instant }),
        ),
      }),
    ),
    facts: z
      .record(z.string(), z.unknown())
      .meta({ description: 'what an approver decides on; a decision binds to their hash' }),
    factsHash: z.string(),
    createdAt: Instant,
    deadline: Instant,
    endedAt: Instant.nullable(),
    may: May(['decide']),
  })
  .meta({ id: 'Approval' });
export const ApprovalPage = pageOf(Approval).meta({ id: 'ApprovalPage' });
export const ListApprovals = ListQuery.extend({
  status: ApprovalStatus.optional(),
  mine: Flag.optional().meta({ description: 'only those that wait for the caller' }),
});
export const Decide = z
  .strictObject({
    decision: z.enum(['approve', 'refuse']),
    reason: Text(2000),
    factsHash: z.string().min(1).max(200).meta({ description: 'of the approval as it was read' }),
  })
  .meta({ id: 'Decide' });
