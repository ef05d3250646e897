import { z } from 'zod';
import { reinstatementSteps } from '../../rules/removals/reinstatement-steps.ts';
import { Id, Instant, ListQuery, May, MemberRef, pageOf, paramsWith, Text } from '../schemas.ts';

export const ReinstatementParams = paramsWith('reinstatement');
const Step = z.enum(reinstatementSteps.map((step) => step.name)).meta({ id: 'ReinstatementStepName' });
const Status = z.enum(['running', 'completed']).meta({ id: 'ReinstatementStatus' });
export const Outcome = z.enum(['restored', 'kept', 'impossible']).meta({
  id: 'ReinstatementOutcome',
  description:
    'restored as it was before the removal; kept as someone has changed it since; impossible: ended for good',
});
export const LostWhy = z.enum(['key-ended', 'signed-out', 'rotated', 'grant-revoked']).meta({ id: 'LostWhy' });
const Why = z
  .enum([
    ...LostWhy.options,
    'changed-since',
    'given-since',
    'ended-since',
    'archived-since',
    'needs-others',
    'relied-on',
  ])
  .meta({
    id: 'ReinstatementWhy',
    description:
      'why not restored. changed-since: someone else has it; given-since: given anew; ended-since, archived-since: it is over; needs-others: as them it would fail; relied-on: something that stays with the receiver goes on by it',
  });

export const PreviewReinstatement = z.strictObject({ removalId: Id }).meta({ id: 'PreviewReinstatement' });
export const StartReinstatement = z
  .strictObject({
    removalId: Id,
    reason: Text(2000),
    planHash: z.string().min(1).max(200).meta({ description: 'hash of the preview' }),
  })
  .meta({ id: 'StartReinstatement' });

const planned = {
  key: z.string().meta({ description: 'kind:objectId, as in the removal’s plan' }),
  kind: z.string(),
  title: z.string(),
  objectId: Id,
  objectName: z.string().nullable(),
  outcome: Outcome,
  why: Why.nullable(),
  receiver: z
    .object({ id: Id, name: z.string() })
    .nullable()
    .meta({ description: 'who had received it by the removal' }),
};
export const PlannedReinstatement = z.object(planned).meta({ id: 'PlannedReinstatement' });
const OutcomeCount = z
  .object({ kind: z.string(), title: z.string(), outcome: Outcome, why: Why.nullable(), count: z.int() })
  .meta({ id: 'OutcomeCount' });
export const ReinstatementPreview = z
  .object({
    member: MemberRef,
    removalId: Id,
    hash: z.string().meta({
      description: 'give it back as planHash: the reinstatement is refused when anything has changed since',
    }),
    stopsRemoval: z.boolean().meta({ description: 'the removal still runs: it ends where it stands' }),
    endsSuspended: z.boolean().meta({ description: 'they were suspended before the removal, and come back so' }),
    until: Instant.nullable().meta({ description: 'the policy’s window ends then; null: the removal still runs' }),
    total: z.int(),
    counts: z.array(OutcomeCount),
    items: z
      .array(PlannedReinstatement)
      .meta({ description: 'what is not restored first; at most 500 of each outcome' }),
  })
  .meta({ id: 'ReinstatementPreview' });

const Failed = z.object({
  name: z.string(),
  says: z.string(),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
const ReinstatementStep = z
  .object({
    step: Step,
    title: z.string(),
    status: z.enum(['pending', 'running', 'blocked', 'done', 'skipped']),
    startedAt: Instant.nullable(),
    endedAt: Instant.nullable(),
    done: z.int(),
    total: z.int(),
    failure: Failed.nullable(),
    blockedAt: Instant.nullable(),
    deadline: Instant.nullable(),
    reason: z.string().nullable(),
    may: May(['retry', 'skip']),
  })
  .meta({ id: 'ReinstatementStep' });
const summary = {
  id: Id,
  member: MemberRef,
  removalId: Id,
  requestedBy: MemberRef,
  status: Status,
  endsSuspended: z.boolean(),
  createdAt: Instant,
  startedAt: Instant.nullable(),
  endedAt: Instant.nullable(),
};
export const ReinstatementSummary = z.object(summary).meta({ id: 'ReinstatementSummary' });
export const ReinstatementPage = pageOf(ReinstatementSummary).meta({ id: 'ReinstatementPage' });
export const ListReinstatements = ListQuery.extend({
  status: Status.optional(),
  memberId: Id.optional(),
  removalId: Id.optional(),
});
export const Reinstatement = z
  .object({
    ...summary,
    reason: z.string(),
    planHash: z.string(),
    steps: z.array(ReinstatementStep),
    outcomes: z
      .object({ restored: z.int(), kept: z.int(), impossible: z.int() })
      .meta({ description: 'items by outcome: as planned while it runs, as it came when it has ended' }),
    pending: z.int(),
    awaitingHost: z.int(),
    skipped: z.int(),
    run: z.string().nullable().meta({ description: 'the run in the Temporal UI' }),
  })
  .meta({ id: 'Reinstatement' });
export const ReinstatementItem = z
  .object({
    ...planned,
    step: Step,
    status: z.enum(['pending', 'awaiting_host', 'done', 'skipped', 'not_proven']),
    reason: z.string().nullable(),
    doneAt: Instant.nullable(),
  })
  .meta({ id: 'ReinstatementItem' });
export const ReinstatementItemPage = pageOf(ReinstatementItem).meta({ id: 'ReinstatementItemPage' });
export const ListReinstatementItems = ListQuery.extend({
  outcome: Outcome.optional(),
  status: z.enum(['pending', 'awaiting_host', 'done', 'skipped']).optional(),
  kind: z.string().min(1).max(50).optional(),
});
export const RetryReinstatement = z.strictObject({ step: Step }).meta({ id: 'RetryReinstatement' });
export const SkipReinstatementStep = z
  .strictObject({ step: Step, reason: Text(2000) })
  .meta({ id: 'SkipReinstatementStep' });
