import type { RemovalEnding, RemovalStatus } from '../../generated/enums.ts';
import type { Database } from '../../client.ts';

export interface RemovalSummary {
  id: string;
  memberId: string;
  memberName: string;
  requestedById: string;
  status: RemovalStatus;
  forCause: boolean;
  ending: RemovalEnding;
  effectiveAt: Date;
  timeZone: string;
  pausedAt: Date | null;
  createdAt: Date;
  endedAt: Date | null;
  /** the step that runs or is blocked */
  step: string | null;
  blocked: boolean;
}

export interface RemovalFilter {
  status?: readonly RemovalStatus[];
  memberId?: string;
  /** of the last row of the page before */
  after?: { createdAt: Date; id: string };
  limit: number;
}

/** Newest first; drafts are left out. */
export async function listRemovals(
  db: Database,
  organization: string,
  filter: RemovalFilter,
): Promise<RemovalSummary[]> {
  throw new Error('not built yet');
}
