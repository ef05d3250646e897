import { z } from 'zod';
import {
  Email,
  Id,
  Instant,
  ListQuery,
  May,
  MemberRef,
  OrganizationParams,
  pageOf,
  Text,
  TimeZone,
} from '../schemas.ts';
import { SuccessorChoice } from '../removals/schemas.ts';

const MOST_PEOPLE = 1000;

export const MassRemovalParams = OrganizationParams.extend({ massRemoval: Id });
const Ending = z.enum(['deactivate', 'erase']);
const successors = z.array(SuccessorChoice).max(1000).default([]);
const hash = z.string().min(1).max(200);

export const PreviewMassRemoval = z
  .strictObject({
    memberIds: z.array(Id).max(MOST_PEOPLE).default([]),
    emails: z.array(Email).max(MOST_PEOPLE).default([]).meta({ description: 'as used in this organization' }),
    successors,
    effectiveAt: Instant.optional().meta({ description: 'default: now' }),
  })
  .refine(({ memberIds, emails }) => memberIds.length + emails.length > 0, 'give memberIds or emails')
  .refine(({ memberIds, emails }) => memberIds.length + emails.length <= MOST_PEOPLE, `at most ${MOST_PEOPLE} people`)
  .meta({ id: 'PreviewMassRemoval', anyOf: [{ required: ['memberIds'] }, { required: ['emails'] }] });

const Reason = z.object({ name: z.string(), says: z.string() });
export const MassRemovalPreview = z
  .object({
    planHash: z.string().meta({ description: 'of the set: give it back with the people' }),
    people: z.array(
      z.object({
        member: MemberRef,
        planHash: z.string(),
        total: z.int(),
        red: z.int(),
        amber: z.int(),
        cannotGo: z.int().meta({ description: 'items that nobody eligible can receive: they stop the start' }),
      }),
    ),
    refused: z
      .array(z.object({ memberId: Id.nullable(), email: z.string().nullable(), failure: Reason }))
      .meta({ description: 'who can’t be removed with the others, and why' }),
    receivers: z
      .array(z.object({ member: MemberRef, items: z.int() }))
      .meta({ description: 'who would receive how many things, most first' }),
    failingSchedules: z.int().meta({ description: 'schedules with runs in the next 14 days that would fail' }),
    needsApproval: z.boolean().meta({ description: 'so many at once need a second admin' }),
  })
  .meta({ id: 'MassRemovalPreview' });

export const StartMassRemoval = z
  .strictObject({
    people: z
      .array(z.strictObject({ memberId: Id, planHash: hash }))
      .min(1)
      .max(MOST_PEOPLE),
    planHash: hash.meta({ description: 'of the preview' }),
    reason: Text(2000),
    forCause: z.boolean().default(false).meta({ description: 'old keys end at once, without a grace period' }),
    ending: Ending.optional().meta({ description: 'default: the policy’s' }),
    effectiveAt: Instant.optional().meta({ description: 'default: now' }),
    timeZone: TimeZone.default('UTC'),
    successors,
  })
  .refine(({ people }) => new Set(people.map(({ memberId }) => memberId)).size === people.length, {
    message: 'each person once',
    path: ['people'],
  })
  .meta({ id: 'StartMassRemoval' });

export const MassRemoval = z
  .object({
    id: Id,
    status: z.enum(['awaiting_approval', 'running', 'cancelling', 'done', 'refused', 'cancelled']).meta({
      description: 'done: nobody needs it any more; single removals may still wait for follow-ups',
    }),
    reason: z.string(),
    forCause: z.boolean(),
    ending: Ending,
    effectiveAt: Instant,
    timeZone: z.string(),
    requestedBy: MemberRef,
    planHash: z.string(),
    approvalId: Id.nullable(),
    pausedAt: Instant.nullable(),
    createdAt: Instant,
    startedAt: Instant.nullable(),
    endedAt: Instant.nullable(),
    counts: z
      .object({
        total: z.int(),
        drafted: z.int(),
        refused: z.int(),
        planned: z.int(),
        early: z.int(),
        ready: z.int(),
        turn: z.int(),
        over: z.int(),
        blocked: z.int(),
        completed: z.int(),
        cancelled: z.int(),
      })
      .meta({ description: 'people, by where they stand; blocked, completed and cancelled count again' }),
    run: z.string().nullable().meta({ description: 'the run in the Temporal UI' }),
    may: May(['pause', 'resume', 'cancel']),
  })
  .meta({ id: 'MassRemoval' });
export const MassRemovalPage = pageOf(MassRemoval).meta({ id: 'MassRemovalPage' });
export const ListMassRemovals = ListQuery;

export const MassRemovalPerson = z
  .object({
    member: MemberRef,
    removalId: Id,
    standing: z.enum(['drafted', 'refused', 'planned', 'early', 'ready', 'turn', 'over']).meta({
      description:
        'drafted: not planned yet; turn: their things are being handed over; ready: suspended, waiting for a turn',
    }),
    status: z.enum(['draft', 'planned', 'awaiting_approval', 'waiting', 'running', 'completed', 'cancelled']),
    blocked: z.boolean(),
    refusal: Reason.nullable(),
    startedAt: Instant.nullable(),
    turnAt: Instant.nullable(),
    endedAt: Instant.nullable(),
    proven: z.boolean().nullable().meta({ description: 'what its certificate says; null before there is one' }),
  })
  .meta({ id: 'MassRemovalPerson' });
export const MassRemovalPeople = pageOf(MassRemovalPerson).meta({ id: 'MassRemovalPeople' });
