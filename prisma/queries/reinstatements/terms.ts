import { Failure } from '../../../rules/failures.ts';
import type { Transaction } from '../../client.ts';
import { openStatuses } from '../removals/detail.ts';
import { policyIn } from '../organizations/policy.ts';

const DAY = 86_400_000;

/** On what terms a removal can be undone now. */
export interface Terms {
  memberId: string;
  /** the removal still runs, half-way: it is ended first */
  stopsRemoval: boolean;
  /** they were suspended before the removal: so they come back */
  endsSuspended: boolean;
  /** until when it can be undone; null: as long as it runs */
  until: Date | null;
}

/**
 * Whether a removal can be undone: the last of its member, begun to transfer or completed within the policy's window, and nothing erased.
 * @throws Failure not-found; being-reinstated; already-erased; reinstatement-window-over; wrong-state for a removal that has transferred nothing (cancel it), that was
 *   undone, or after which another one came, and for a member who is here
 */
export async function reinstateTerms(
  tx: Transaction,
  organizationId: string,
  { removalId, now }: { removalId: string; now: Date },
): Promise<Terms> {
  const removal = await tx.removal.findUnique({
    where: { organizationId_id: { organizationId, id: removalId } },
    select: {
      status: true,
      memberId: true,
      createdAt: true,
      endedAt: true,
      adoptedSuspension: true,
      member: { select: { status: true } },
    },
  });
  if (removal === null || removal.status === 'draft') throw new Failure('not-found', { object: 'removal' });
  const { memberId, status, adoptedSuspension: endsSuspended } = removal;
  await mustBeTheLast(tx, organizationId, { removalId, memberId, createdAt: removal.createdAt });
  if (removal.member.status === 'removed') throw new Failure('already-erased', { memberId });
  if (status === 'running' && (await hasTransferred(tx, organizationId, removalId)))
    return { memberId, stopsRemoval: true, endsSuspended, until: null };
  if (status !== 'completed')
    throw new Failure('wrong-state', { object: 'removal', state: status, needs: 'ownership transferred' });
  if (removal.member.status !== 'deactivated')
    throw new Failure('wrong-state', { object: 'member', state: removal.member.status, needs: 'deactivated' });
  const until = await windowOf(tx, organizationId, removal.endedAt ?? now);
  if (until.at < now)
    throw new Failure('reinstatement-window-over', { days: until.days, until: until.at.toISOString() });
  return { memberId, stopsRemoval: false, endsSuspended, until: until.at };
}

async function mustBeTheLast(
  tx: Transaction,
  organizationId: string,
  { removalId, memberId, createdAt }: { removalId: string; memberId: string; createdAt: Date },
): Promise<void> {
  const undone = await tx.reinstatement.findFirst({
    where: { organizationId, removalId, status: { not: 'draft' } },
    select: { id: true, status: true },
  });
  if (undone?.status === 'running') throw new Failure('being-reinstated', { reinstatementId: undone.id });
  const needs = 'the last removal of its member, not yet undone';
  if (undone !== null) throw new Failure('wrong-state', { object: 'removal', state: 'undone', needs });
  const later = await tx.removal.count({
    where: { organizationId, memberId, createdAt: { gt: createdAt }, status: { in: ['completed', ...openStatuses] } },
  });
  if (later > 0) throw new Failure('wrong-state', { object: 'removal', state: 'followed by another', needs });
}

async function hasTransferred(tx: Transaction, organizationId: string, removalId: string): Promise<boolean> {
  const step = await tx.removalStep.findUnique({
    where: { organizationId_removalId_step: { organizationId, removalId, step: 'transfer' } },
    select: { status: true },
  });
  return step !== null && step.status !== 'pending';
}

async function windowOf(tx: Transaction, organizationId: string, endedAt: Date): Promise<{ at: Date; days: number }> {
  const policy = await policyIn(tx, organizationId);
  const days = policy.removals.reinstateDays;
  return { at: new Date(endedAt.getTime() + days * DAY), days };
}

/** @throws Failure being-reinstated: nobody is removed, let in or changed by hand in the middle of it */
export async function mustNotBeReinstated(tx: Transaction, organizationId: string, memberId: string): Promise<void> {
  const open = await tx.reinstatement.findFirst({
    where: { organizationId, memberId, status: 'running' },
    select: { id: true },
  });
  if (open !== null) throw new Failure('being-reinstated', { reinstatementId: open.id });
}
