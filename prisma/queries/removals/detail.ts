import type { NamedFailure } from '../../../rules/failures.ts';
import type { StepName } from '../../../rules/removals/steps.ts';
import type { RemovalStep } from '../../generated/client.ts';
import type { PlanItemStatus, StepStatus } from '../../generated/enums.ts';
import { type Database, inOrganization } from '../../client.ts';
import { type RemovalSummary, summaryColumns, summaryOf } from './list.ts';

export interface RemovalStepState {
  step: StepName;
  status: StepStatus;
  startedAt: Date | null;
  endedAt: Date | null;
  done: number;
  total: number;
  failure: NamedFailure | null;
  blockedAt: Date | null;
  deadline: Date | null;
  reason: string | null;
}

export interface RemovalDetail extends RemovalSummary {
  reason: string;
  planHash: string;
  adoptedSuspension: boolean;
  startedAt: Date | null;
  steps: RemovalStepState[];
  successors: { resourceId: string | null; kind: string | null; successorId: string }[];
  /** items by status */
  items: { pending: number; awaitingHost: number; done: number; skipped: number; notProven: number };
  /** items found after the suspension that wait for a person */
  driftWaiting: number;
  /** of what was transferred: first runs that were refused */
  firstRunsRefused: number;
  openFollowUps: number;
  /** JWS compact */
  certificate: string | null;
}

/** One removal with its steps and counts; a draft too (the API needs it after a crash). `null`: there is none. */
export function findRemoval(db: Database, organization: string, removalId: string): Promise<RemovalDetail | null> {
  return inOrganization(db, organization, async (tx) => {
    const where = { organizationId: organization, removalId };
    const row = await tx.removal.findUnique({
      where: { organizationId_id: { organizationId: organization, id: removalId } },
      select: {
        ...summaryColumns,
        reason: true,
        planHash: true,
        adoptedSuspension: true,
        startedAt: true,
        certificate: true,
        successors: { select: { resourceId: true, kind: true, successorId: true }, orderBy: { id: 'asc' } },
      },
    });
    if (row === null) return null;
    const { successors, reason, planHash, adoptedSuspension, startedAt, certificate } = row;
    const items = await tx.planItem.groupBy({ by: ['status'], where, _count: true });
    const count = (status: PlanItemStatus) => items.find((group) => group.status === status)?._count ?? 0;
    return {
      ...summaryOf(row),
      reason,
      planHash,
      adoptedSuspension,
      startedAt,
      certificate,
      successors,
      steps: (await tx.removalStep.findMany({ where, orderBy: { position: 'asc' } })).map(stateOf),
      items: {
        pending: count('pending'),
        awaitingHost: count('awaiting_host'),
        done: count('done'),
        skipped: count('skipped'),
        notProven: count('not_proven'),
      },
      firstRunsRefused: await tx.planItem.count({ where: { ...where, firstRunAllowed: false } }),
      driftWaiting: await tx.planItem.count({ where: { ...where, drift: 'waits' } }),
      openFollowUps: await tx.followUp.count({ where: { ...where, status: 'open' } }),
    };
  });
}

function stateOf(step: RemovalStep): RemovalStepState {
  const { organizationId: _, removalId: __, position: ___, walkedTo: ____, ...state } = step;
  return { ...state, step: step.step as StepName, failure: step.failure as NamedFailure | null };
}

/** The open removal of a member, if any. */
export function openRemovalOf(
  db: Database,
  organization: string,
  memberId: string,
): Promise<{ removalId: string } | null> {
  return inOrganization(db, organization, async (tx) => {
    const removal = await tx.removal.findFirst({
      where: { organizationId: organization, memberId, status: { in: [...openStatuses] } },
      select: { id: true },
    });
    return removal === null ? null : { removalId: removal.id };
  });
}

export const openStatuses = ['planned', 'awaiting_approval', 'waiting', 'running'] as const;
