import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import type { Policy } from '../../../rules/organizations/policy.ts';
import type { Choice } from '../../../rules/removals/successor.ts';
import { type Database, inOrganization, type Transaction } from '../../client.ts';
import { naming } from '../../failures.ts';
import { openStatuses } from '../../queries/removals/detail.ts';
import { mustBeEligible, mustBeRemovable } from '../../queries/removals/preview.ts';
import { policyIn } from '../../queries/organizations/policy.ts';

export interface DraftRemovalInput {
  /** chosen by the caller, so that a repeat of the request finds its draft, whatever became of it, and drafts nothing */
  removalId: string;
  memberId: string;
  reason: string;
  forCause: boolean;
  /** default: the organization's policy */
  ending?: 'deactivate' | 'erase';
  effectiveAt: Date;
  /** IANA name */
  timeZone: string;
  successors: readonly Choice[];
  /** who leaves together with them, by removals of their own: previewed as one set, none of them receives anything */
  leavingWith?: readonly string[];
  /** the leave that it belongs to */
  leaveId?: string;
  /** of the preview that the admin agreed to */
  planHash: string;
  now: Date;
}

/**
 * Keeps what must not travel through the process engine in an inert row (decision 2); `planRemoval` turns it into the real thing.
 * @throws Failure not-found (of the leave, too), already-leaving, successor-not-eligible, erasure-forbidden, last-admin; wrong-state for a service account and for someone
 *   who is neither active nor suspended; invalid-request for two successors of the same; not-allowed for an actor who is no member
 */
export async function draftRemoval(
  db: Database,
  organization: string,
  actor: Actor,
  input: DraftRemovalInput,
): Promise<{ removalId: string }> {
  const { removalId, memberId, successors } = input;
  const named = successors.map(({ resourceId, kind }) => resourceId ?? kind ?? '');
  if (new Set(named).size < named.length) {
    throw new Failure('invalid-request', { field: 'successors', expected: 'one for each resource or kind' });
  }
  if (actor.by !== 'member') throw new Failure('not-allowed', { action: 'draft a removal', because: 'no member' });
  return naming(
    inOrganization(db, organization, async (tx) => {
      const repeated = await tx.removal.count({ where: { organizationId: organization, id: removalId } });
      if (repeated > 0) return { removalId };
      await mustBeRemovable(tx, organization, memberId);
      if (input.leaveId !== undefined) await mustBeOpenLeave(tx, organization, input.leaveId);
      await mustNotBeLeaving(tx, organization, memberId);
      await mustLeaveAnAdmin(tx, organization, [memberId]);
      const { leavingWith = [], effectiveAt, now } = input;
      const memberIds = [memberId, ...leavingWith];
      await mustBeEligible(tx, organization, { memberIds, choices: successors, effectiveAt, now });
      const policy = await policyIn(tx, organization);
      await insert(tx, organization, actor.memberId, input, endingOf(policy, input.ending));
      return { removalId };
    }),
  );
}

/** @throws Failure erasure-forbidden */
export function endingOf(policy: Policy, asked: 'deactivate' | 'erase' | undefined): 'deactivate' | 'erase' {
  const ending = asked ?? policy.removals.ending;
  if (ending === 'erase' && policy.removals.erasure === 'forbidden') {
    throw new Failure('erasure-forbidden', { because: 'policy' });
  }
  return ending;
}

/** One that this organization asked for, or is asked for. @throws Failure not-found */
async function mustBeOpenLeave(tx: Transaction, organizationId: string, leaveId: string): Promise<void> {
  const own = await tx.leave.count({ where: { organizationId, id: leaveId, status: 'open' } });
  const asked = await tx.leaveRequest.count({ where: { organizationId, leaveId, status: 'open' } });
  if (own + asked === 0) throw new Failure('not-found', { object: 'leave' });
}

async function mustNotBeLeaving(tx: Transaction, organizationId: string, memberId: string): Promise<void> {
  const open = await tx.removal.findFirst({
    where: { organizationId, memberId, status: { in: [...openStatuses] } },
    select: { id: true },
  });
  if (open !== null) throw new Failure('already-leaving', { removalId: open.id });
}

/** The database refuses it at the suspension; said now, nobody plans what can't happen. @throws Failure last-admin */
export async function mustLeaveAnAdmin(
  tx: Transaction,
  organizationId: string,
  memberIds: readonly string[],
): Promise<void> {
  const others = await tx.member.count({
    where: { organizationId, kind: 'person', status: 'active', role: 'admin', id: { notIn: [...memberIds] } },
  });
  if (others === 0) throw new Failure('last-admin', { memberId: memberIds[0] ?? '' });
}

async function insert(
  tx: Transaction,
  organizationId: string,
  requestedById: string,
  input: DraftRemovalInput,
  ending: 'deactivate' | 'erase',
): Promise<void> {
  const { removalId, memberId, reason, forCause, effectiveAt, timeZone, planHash, successors, now } = input;
  const draft = { organizationId, id: removalId, memberId, requestedById, reason, forCause, ending, effectiveAt };
  const { count } = await tx.removal.createMany({
    data: [
      {
        ...draft,
        timeZone,
        planHash,
        createdAt: now,
        leavingWith: [...(input.leavingWith ?? [])],
        leaveId: input.leaveId ?? null,
      },
    ],
    skipDuplicates: true,
  });
  if (count === 0) return; // the same request, at the same time
  await insertChoices(tx, organizationId, removalId, successors);
}

/** The successors that an admin named for this removal. */
export async function insertChoices(
  tx: Transaction,
  organizationId: string,
  removalId: string,
  choices: readonly Choice[],
): Promise<void> {
  const named = choices.map(({ resourceId = null, kind = null, successorId }) => ({ resourceId, kind, successorId }));
  await tx.removalSuccessor.createMany({ data: named.map((choice) => ({ organizationId, removalId, ...choice })) });
}
