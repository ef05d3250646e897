import { z } from 'zod';
import { OfferStatus } from '../hand-over-offers/schemas.ts';
import { driftReasons } from '../../rules/removals/drift.ts';
import { steps } from '../../rules/removals/steps.ts';
import { LostWhy } from '../reinstatements/schemas.ts';
import { Id, Instant, ListQuery, May, MemberRef, OrganizationParams, pageOf, Text, TimeZone } from '../schemas.ts';

export const RemovalParams = OrganizationParams.extend({ removal: Id });
const StepName = z.enum(steps.map((step) => step.name)).meta({ id: 'StepName' });
const Ending = z.enum(['deactivate', 'erase']);
const Risk = z.enum(['red', 'amber', 'none']);
const RemovalStatus = z
  .enum(['planned', 'awaiting_approval', 'waiting', 'running', 'completed', 'cancelled'])
  .meta({ id: 'RemovalStatus' });
const SuccessorRule = z.enum(['item', 'kind', 'rest', 'redirect', 'owner', 'team', 'manager', 'custodian']).meta({
  id: 'SuccessorRule',
  description:
    'which rule chose: named for the item, the kind, the rest; by whoever it was offered to first (redirect); owner of its connection; team; manager; custodian',
});
const Facts = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

/** For one resource, for a kind of resource, or (both left out) for all that is left. */
export const SuccessorChoice = z
  .strictObject({ resourceId: Id.optional(), kind: z.string().min(1).max(50).optional(), successorId: Id })
  .refine((choice) => choice.resourceId === undefined || choice.kind === undefined, {
    message: 'give a resource or a kind, not both',
    path: ['kind'],
  })
  .meta({ id: 'SuccessorChoice' });
const successors = z.array(SuccessorChoice).max(1000).default([]);

export const PreviewRemoval = z
  .strictObject({
    memberIds: z.array(Id).min(1).max(200),
    successors,
    effectiveAt: Instant.optional().meta({ description: 'default: now' }),
  })
  .meta({ id: 'PreviewRemoval', description: 'Planned as one set: nobody who is leaving too becomes a successor' });
const Explained = z
  .object({
    among: z.int().meta({ description: 'how many could have received it by the rule that chose' }),
    passedOver: z
      .array(z.object({ rule: SuccessorRule, memberId: Id.nullable(), says: z.string() }))
      .meta({ description: 'whom earlier rules named, and why they don’t receive it' }),
  })
  .meta({ id: 'Explained' });
const plannedItem = {
  key: z.string().meta({ description: 'kind:objectId, stable between runs of the planner' }),
  kind: z.string(),
  title: z.string(),
  step: StepName,
  action: z.string(),
  objectId: Id,
  objectName: z.string().nullable(),
  risk: Risk,
  successor: z.object({ id: Id, name: z.string() }).nullable(),
  successorRule: SuccessorRule.nullable(),
  explained: Explained.nullable().meta({ description: 'of a preview: how its successor was found' }),
  facts: Facts,
};
export const PreviewItem = z.object(plannedItem).meta({ id: 'PreviewItem' });
const MemberPlan = z
  .object({
    member: MemberRef,
    hash: z.string().meta({
      description: 'give it back as planHash: the removal is refused when the plan has changed since',
    }),
    total: z.int(),
    red: z.int(),
    amber: z.int(),
    notRestored: z
      .array(z.object({ kind: z.string(), title: z.string(), count: z.int(), why: LostWhy }))
      .meta({ description: 'what no reinstatement would bring back; all else it would, within the policy’s window' }),
    items: z.array(PreviewItem).meta({ description: 'red first; the first 1,000 of total' }),
  })
  .meta({ id: 'MemberPlan' });
export const FailingRuns = z
  .object({
    scheduleId: Id,
    scheduleName: z.string().nullable(),
    firstAt: Instant,
    runs: z.int(),
    runsAs: MemberRef.nullable(),
    resource: z.object({ id: Id, name: z.string().nullable() }).meta({
      description: 'what is refused: the schedule, what it runs, or a connection that it uses',
    }),
    because: z.string(),
    fix: z.string().meta({ description: 'what would let it run' }),
    today: z.boolean().meta({ description: 'they fail today already: the removal is not to blame' }),
  })
  .meta({ id: 'FailingRuns' });
const EndingKey = z
  .object({
    id: Id,
    name: z.string().nullable(),
    holder: MemberRef.nullable(),
    endsAt: Instant,
    because: z.enum(['holder-leaves', 'rotated', 'expires']),
    lastUsedAt: Instant.nullable(),
    lastUsedFrom: z.string().nullable(),
    fix: z.string(),
  })
  .meta({ id: 'EndingKey' });
export const RemovalPreview = z
  .object({
    computedAt: Instant,
    effectiveAt: Instant.meta({ description: 'for which it was computed' }),
    plans: z.array(MemberPlan),
    forecast: z.array(FailingRuns).meta({
      description: 'scheduled runs of the next 14 days that would fail, asked of the access rules as they will be',
    }),
    endingKeys: z.array(EndingKey).meta({
      description:
        'API keys in use that end in these days, earliest first: what calls with them is refused from then on',
    }),
  })
  .meta({ id: 'RemovalPreview' });

export const StartRemoval = z
  .strictObject({
    memberId: Id,
    reason: Text(2000),
    forCause: z.boolean().default(false).meta({ description: 'old keys end at once, without a grace period' }),
    ending: Ending.optional().meta({ description: 'default: the policy’s' }),
    effectiveAt: Instant.optional().meta({ description: 'default: now' }),
    timeZone: TimeZone.default('UTC'),
    planHash: z.string().min(1).max(200).meta({ description: 'hash of the preview' }),
    successors,
    leaveId: Id.optional().meta({ description: 'a leave, or a leave request, of this organization that it is for' }),
    leavingWith: z.array(Id).max(199).optional().meta({
      description: 'the other memberIds of the preview: planned as one set, each removed by a removal of their own',
    }),
  })
  .meta({ id: 'StartRemoval' });

export const RemovalStep = z
  .object({
    step: StepName,
    title: z.string(),
    status: z.enum(['pending', 'running', 'blocked', 'done', 'skipped']),
    startedAt: Instant.nullable(),
    endedAt: Instant.nullable(),
    done: z.int(),
    total: z.int(),
    failure: z.object({ name: z.string(), says: z.string(), facts: Facts }).nullable(),
    blockedAt: Instant.nullable(),
    deadline: Instant.nullable(),
    reason: z.string().nullable(),
    may: May(['retry', 'skip']),
  })
  .meta({ id: 'RemovalStep' });
const summary = {
  id: Id,
  member: MemberRef,
  requestedBy: MemberRef,
  status: RemovalStatus,
  forCause: z.boolean(),
  ending: Ending,
  effectiveAt: Instant,
  timeZone: z.string(),
  pausedAt: Instant.nullable(),
  createdAt: Instant,
  endedAt: Instant.nullable(),
  leaveId: Id.nullable().meta({ description: 'the leave from several organizations that it belongs to' }),
  step: StepName.nullable().meta({ description: 'the step that it is at' }),
  blocked: z.boolean(),
};
export const RemovalSummary = z.object(summary).meta({ id: 'RemovalSummary' });
export const RemovalPage = pageOf(RemovalSummary).meta({ id: 'RemovalPage' });
export const ListRemovals = ListQuery.extend({ status: RemovalStatus.optional(), memberId: Id.optional() });
export const Removal = z
  .object({
    ...summary,
    reason: z.string(),
    planHash: z.string(),
    startedAt: Instant.nullable(),
    steps: z.array(RemovalStep),
    items: z
      .object({ pending: z.int(), awaitingHost: z.int(), done: z.int(), skipped: z.int(), notProven: z.int() })
      .meta({ description: 'of the plan, by status' }),
    driftWaiting: z.int().meta({ description: 'found after the suspension, waiting for a person' }),
    firstRunsRefused: z.int().meta({
      description: 'of what was handed over: how many were refused when they first ran as somebody else',
    }),
    adoptedSuspension: z.boolean(),
    successors: z.array(z.object({ resourceId: Id.nullable(), kind: z.string().nullable(), successorId: Id })),
    openFollowUps: z.int(),
    keysEndAt: Instant.nullable().meta({
      description: 'the certificate waits until then, when the last of the keys that were rotated ends',
    }),
    hasCertificate: z.boolean(),
    run: z.string().nullable().meta({ description: 'the run in the Temporal UI' }),
    reinstatementId: Id.nullable().meta({ description: 'the reinstatement that undoes, or undid it' }),
    may: May(['pause', 'resume', 'moveDate', 'changeSuccessor', 'acceptDrift', 'cancel', 'reinstate']),
  })
  .meta({ id: 'Removal' });

export const PlanItem = z
  .object({
    ...plannedItem,
    status: z.enum(['pending', 'awaiting_host', 'done', 'skipped', 'not_proven']),
    reason: z.string().nullable(),
    drift: z.string().nullable().meta({ description: 'found after the suspension: by-policy, waits, by-person' }),
    driftBecause: z
      .object({ reason: z.enum(driftReasons), says: z.string() })
      .nullable()
      .meta({ description: 'why a person has, or had, to look at it' }),
    firstRun: z.object({ at: Instant, allowed: z.boolean(), because: z.string().nullable() }).nullable().meta({
      description:
        'of a runs-as that was handed over: its first run as the successor, as its host asked for it; null: none was seen yet',
    }),
    handOver: z
      .object({ status: OfferStatus, bySilence: z.boolean(), answeredAt: Instant.nullable() })
      .nullable()
      .meta({ description: 'what whoever would receive it answered in the notice period; null: they are not asked' }),
    declinedBy: z.array(z.object({ id: Id, name: z.string() })).meta({
      description: 'who declined this item alone, or named a colleague for it',
    }),
    doneAt: Instant.nullable(),
    may: May(['skip', 'acceptDrift']),
  })
  .meta({ id: 'PlanItem' });
export const PlanItemPage = pageOf(PlanItem).meta({ id: 'PlanItemPage' });
export const ListPlanItems = ListQuery.extend({
  step: StepName.optional(),
  status: z.enum(['pending', 'awaiting_host', 'done', 'skipped', 'not_proven']).optional(),
  kind: z.string().min(1).max(50).optional(),
  drift: z.enum(['by-policy', 'waits', 'by-person']).optional().meta({ description: 'found after the suspension' }),
  firstRun: z.literal('refused').optional().meta({ description: 'of what was handed over: refused when it first ran' }),
});

export const AcceptDrift = z
  .strictObject({ itemKeys: z.array(z.string().min(1).max(200)).min(1).max(200).optional() })
  .meta({ id: 'AcceptDrift', description: 'itemKeys: what you looked at; left out: all that waits' });
export const MoveDate = z
  .strictObject({ effectiveAt: Instant, timeZone: TimeZone.default('UTC') })
  .meta({ id: 'MoveDate' });
export const RetryStep = z.strictObject({ step: StepName }).meta({ id: 'RetryStep' });
export const Skip = z
  .strictObject({ step: StepName, itemKey: z.string().min(1).max(200).optional(), reason: Text(2000) })
  .meta({
    id: 'Skip',
    description: 'One item, or (itemKey left out) the whole blocked step; the certificate lists it as not proven',
  });
export const Certificate = z
  .object({
    jws: z
      .string()
      .meta({ description: 'JWS compact (EdDSA); payload is an in-toto Statement v1; keys at /.well-known/jwks.json' }),
    statement: z.record(z.string(), z.unknown()).meta({ description: 'the same statement, decoded' }),
  })
  .meta({ id: 'Certificate' });
export const RemovalEvent = z.object({ id: z.string(), event: z.string(), data: z.string() }).meta({
  description:
    'one event: `removal` with the removal as JSON whenever it changed; `end` when it has ended or the caller may no longer watch',
});
