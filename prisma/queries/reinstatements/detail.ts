import type { NamedFailure } from '../../../rules/failures.ts';
import type { ReinstatementOutcome } from '../../../rules/removals/reinstate.ts';
import type { ReinstatementStepName } from '../../../rules/removals/reinstatement-steps.ts';
import { type Database, inOrganization, type Transaction } from '../../client.ts';
import type { ReinstatementStep } from '../../generated/client.ts';
import type { ReinstatementStatus, StepStatus } from '../../generated/enums.ts';

export interface ReinstatementSummary {
  id: string;
  memberId: string;
  removalId: string;
  requestedById: string;
  status: ReinstatementStatus;
  endsSuspended: boolean;
  createdAt: Date;
  startedAt: Date | null;
  endedAt: Date | null;
}

export interface ReinstatementStepState {
  step: ReinstatementStepName;
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

export interface ReinstatementDetail extends ReinstatementSummary {
  memberName: string;
  organizationName: string;
  reason: string;
  planHash: string;
  steps: ReinstatementStepState[];
  /** items by outcome, as planned and as it came */
  outcomes: { [O in ReinstatementOutcome]: number };
  /** of those to be restored: still to do, waiting for a host, gone on without */
  pending: number;
  awaitingHost: number;
  skipped: number;
}

export const summaryColumns = {
  id: true,
  memberId: true,
  removalId: true,
  requestedById: true,
  status: true,
  endsSuspended: true,
  createdAt: true,
  startedAt: true,
  endedAt: true,
} as const;

/** One reinstatement with its steps and counts; a draft too (the API needs it after a crash). `null`: there is none. */
export function findReinstatement(
  db: Database,
  organization: string,
  reinstatementId: string,
): Promise<ReinstatementDetail | null> {
  return inOrganization(db, organization, async (tx) => {
    const row = await tx.reinstatement.findUnique({
      where: { organizationId_id: { organizationId: organization, id: reinstatementId } },
      select: {
        ...summaryColumns,
        reason: true,
        planHash: true,
        member: { select: { name: true, organization: { select: { name: true } } } },
      },
    });
    if (row === null) return null;
    const { member, ...summary } = row;
    const where = { organizationId: organization, reinstatementId };
    const steps = await tx.reinstatementStep.findMany({ where, orderBy: { position: 'asc' } });
    return {
      ...summary,
      memberName: member.name,
      organizationName: member.organization.name,
      steps: steps.map(stateOf),
      ...(await countsOf(tx, where)),
    };
  });
}

async function countsOf(tx: Transaction, where: { organizationId: string; reinstatementId: string }) {
  const groups = await tx.reinstatementItem.groupBy({ by: ['outcome', 'status'], where, _count: true });
  const count = (like: { outcome?: string; status?: string }) =>
    groups
      .filter(({ outcome, status }) => outcome === (like.outcome ?? outcome) && status === (like.status ?? status))
      .reduce((sum, group) => sum + group._count, 0);
  return {
    outcomes: {
      restored: count({ outcome: 'restored' }),
      kept: count({ outcome: 'kept' }),
      impossible: count({ outcome: 'impossible' }),
    },
    pending: count({ status: 'pending' }),
    awaitingHost: count({ status: 'awaiting_host' }),
    skipped: count({ status: 'skipped' }),
  };
}

function stateOf(step: ReinstatementStep): ReinstatementStepState {
  const { organizationId: _, reinstatementId: __, position: ___, walkedTo: ____, ...state } = step;
  return { ...state, step: step.step as ReinstatementStepName, failure: step.failure as NamedFailure | null };
}

/** The reinstatement of a removal that has begun, if any. */
export function reinstatementOf(
  db: Database,
  organization: string,
  removalId: string,
): Promise<{ id: string; status: ReinstatementStatus } | null> {
  return inOrganization(db, organization, (tx) =>
    tx.reinstatement.findFirst({
      where: { organizationId: organization, removalId, status: { not: 'draft' } },
      select: { id: true, status: true },
    }),
  );
}
