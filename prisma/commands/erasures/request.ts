import { randomUUID } from 'node:crypto';
import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import type { Policy } from '../../../rules/organizations/policy.ts';
import { changing, type Record } from '../../change.ts';
import { type Database, inOrganization, type Transaction } from '../../client.ts';
import type { ErasureStatus } from '../../generated/enums.ts';
import { naming } from '../../failures.ts';
import { once } from '../../receipt.ts';
import { openApprovalIn } from '../approvals/open.ts';
import { lockErasure } from './lock.ts';
import { policyIn } from '../../queries/organizations/policy.ts';

const DAY = 86_400_000;

export interface ErasureEffectInput {
  erasureId: string;
  /** key for `once`, stable over retries */
  receipt: string;
  /** the workflow's time */
  now: Date;
}

/**
 * Keeps what must not travel through the process engine in an inert row (decision 2).
 * @throws Failure not-found, erasure-forbidden (policy), wrong-state unless they are deactivated, not-allowed for an actor who is no member
 */
export async function draftErasure(
  db: Database,
  organizationId: string,
  actor: Actor,
  { erasureId: id, memberId, reason, now }: { erasureId: string; memberId: string; reason: string; now: Date },
): Promise<void> {
  if (actor.by !== 'member') throw new Failure('not-allowed', { action: 'erase', because: 'no member' });
  await naming(
    inOrganization(db, organizationId, async (tx) => {
      if ((await tx.erasure.count({ where: { organizationId, id } })) > 0) return;
      const { removals: policy } = await policyIn(tx, organizationId);
      if (policy.erasure === 'forbidden') throw new Failure('erasure-forbidden', { because: 'policy' });
      const member = await tx.member.findUnique({ where: { organizationId_id: { organizationId, id: memberId } } });
      if (member === null) throw new Failure('not-found', { object: 'member' });
      const { status, deactivatedAt } = member;
      if (status !== 'deactivated' || deactivatedAt === null)
        throw new Failure('wrong-state', { object: 'member', state: status, needs: 'deactivated' });
      const draft = { organizationId, id, memberId, requestedById: actor.memberId, reason, deactivatedAt };
      const eraseAt = dueAt(policy, deactivatedAt, now);
      await tx.erasure.createMany({ data: [{ ...draft, eraseAt, createdAt: now }], skipDuplicates: true });
    }),
  );
}

function dueAt({ eraseAfterDays }: Policy['removals'], deactivatedAt: Date, now: Date): Date {
  return new Date(Math.max(now.getTime(), deactivatedAt.getTime() + eraseAfterDays * DAY));
}

/**
 * Draft → awaiting approval, or waiting for its date.
 * @throws Failure no-approver, wrong-state (another one is open, or they came back), not-found
 */
export function requestErasure(
  db: Database,
  organizationId: string,
  actor: Actor,
  { erasureId: id, receipt, now }: ErasureEffectInput,
): Promise<{ status: ErasureStatus }> {
  return changing(db, organizationId, actor, (tx, record) =>
    once(tx, organizationId, receipt, async () => {
      const { status, memberId, requestedById } = await lockErasure(tx, organizationId, id);
      if (status !== 'draft') throw new Failure('wrong-state', { object: 'erasure', state: status, needs: 'draft' });
      await endStale(tx, organizationId, memberId, now);
      const { removals: policy } = await policyIn(tx, organizationId);
      const erasure = { organizationId, id, memberId, requestedById, now };
      return { status: await open(tx, record, policy, erasure) };
    }),
  );
}

/**
 * In the transaction that deactivates a leaver whose removal ends in erasure: it follows, when policy and holds let it. Where nobody could approve it, it is refused at once.
 * @returns the erasure's id; undefined where policy has come to forbid it
 */
export async function requestErasureOf(
  tx: Transaction,
  record: Record,
  organizationId: string,
  removal: { removalId: string; memberId: string; requestedById: string; reason: string },
  now: Date,
): Promise<string | undefined> {
  const { removals: policy } = await policyIn(tx, organizationId);
  if (policy.erasure === 'forbidden') return undefined;
  const id = randomUUID();
  await endStale(tx, organizationId, removal.memberId, now);
  await tx.erasure.create({
    data: {
      ...removal,
      organizationId,
      id,
      deactivatedAt: now,
      eraseAt: dueAt(policy, now, now),
      createdAt: now,
    },
    select: { id: true },
  });
  await open(tx, record, policy, { organizationId, id, ...removal, now }).catch(async (error: unknown) => {
    if (!(error instanceof Failure) || error.name !== 'no-approver') throw error;
    await settle(tx, record, { organizationId, id, status: 'refused', reason: error.name, now });
  });
  return id;
}

/** Of an earlier deactivation, which was undone: its run finds that out by itself. */
async function endStale(tx: Transaction, organizationId: string, memberId: string, now: Date): Promise<void> {
  const { deactivatedAt } = await tx.member.findUniqueOrThrow({
    where: { organizationId_id: { organizationId, id: memberId } },
    select: { deactivatedAt: true },
  });
  await tx.erasure.updateMany({
    where: {
      organizationId,
      memberId,
      status: { in: ['awaiting_approval', 'waiting', 'held'] },
      ...(deactivatedAt === null ? {} : { deactivatedAt: { lt: deactivatedAt } }),
    },
    data: { status: 'cancelled', endedAt: now },
  });
}

interface Opened {
  organizationId: string;
  id: string;
  memberId: string;
  requestedById: string;
  now: Date;
}

async function open(
  tx: Transaction,
  record: Record,
  policy: Policy['removals'],
  erasure: Opened,
): Promise<ErasureStatus> {
  const { organizationId, id, memberId, requestedById, now } = erasure;
  const { erasure: rule, approval } = policy;
  const status = rule === 'after-approval' ? ('awaiting_approval' as const) : ('waiting' as const);
  const where = { organizationId_id: { organizationId, id } };
  if (status === 'awaiting_approval')
    await openApprovalIn(tx, record, organizationId, {
      subject: 'erasure',
      subjectId: id,
      requestedById,
      sponsorId: null,
      stages: approval.stages,
      now,
    });
  const { eraseAt } = await tx.erasure.update({ where, data: { status }, select: { eraseAt: true } });
  const after = { memberId, status, eraseAt: eraseAt.toISOString() };
  record({ action: 'erasure.requested', object: 'erasure', objectId: id, after });
  return status;
}

/** The end of an erasure that is not one, within the caller's transaction. */
export async function settle(
  tx: Transaction,
  record: Record,
  {
    organizationId,
    id,
    status,
    reason,
    now,
  }: { organizationId: string; id: string; status: 'refused' | 'cancelled'; reason: string; now: Date },
): Promise<void> {
  await tx.erasure.update({
    where: { organizationId_id: { organizationId, id } },
    data: { status, endedAt: now },
    select: { id: true },
  });
  record({ action: `erasure.${status}`, object: 'erasure', objectId: id, after: { status }, reason });
}
