import type { NamedFailure } from '../../../rules/failures.ts';
import type { StepName } from '../../../rules/removals/steps.ts';
import type { StepStatus } from '../../generated/enums.ts';
import type { Database } from '../../client.ts';
import type { RemovalSummary } from './list.ts';

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
  openFollowUps: number;
  /** JWS compact */
  certificate: string | null;
}

/** One removal with its steps and counts; a draft too (the API needs it after a crash). `null`: there is none. */
export async function findRemoval(
  db: Database,
  organization: string,
  removalId: string,
): Promise<RemovalDetail | null> {
  throw new Error('not built yet');
}

/** The open removal of a member, if any. */
export async function openRemovalOf(
  db: Database,
  organization: string,
  memberId: string,
): Promise<{ removalId: string } | null> {
  throw new Error('not built yet');
}
