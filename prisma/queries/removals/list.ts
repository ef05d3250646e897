import type { RemovalEnding, RemovalStatus } from '../../generated/enums.ts';
import { type Database, inOrganization } from '../../client.ts';
import type { Prisma } from '../../generated/client.ts';

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
  /** the leave that it belongs to */
  leaveId: string | null;
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
export function listRemovals(db: Database, organization: string, filter: RemovalFilter): Promise<RemovalSummary[]> {
  const { status, memberId, after, limit } = filter;
  return inOrganization(db, organization, async (tx) => {
    const wanted = status?.filter((one) => one !== 'draft');
    const rows = await tx.removal.findMany({
      where: {
        organizationId: organization,
        status: wanted === undefined ? { not: 'draft' } : { in: wanted },
        ...(memberId === undefined ? {} : { memberId }),
        ...(after === undefined
          ? {}
          : { OR: [{ createdAt: { lt: after.createdAt } }, { createdAt: after.createdAt, id: { lt: after.id } }] }),
      },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: limit,
      select: summaryColumns,
    });
    return rows.map(summaryOf);
  });
}

export const summaryColumns = {
  id: true,
  memberId: true,
  requestedById: true,
  status: true,
  forCause: true,
  ending: true,
  effectiveAt: true,
  timeZone: true,
  pausedAt: true,
  createdAt: true,
  endedAt: true,
  leaveId: true,
  member: { select: { name: true } },
  steps: { where: { status: { in: ['running', 'blocked'] } }, orderBy: { position: 'asc' } },
} as const satisfies Prisma.RemovalSelect;

export function summaryOf(row: Prisma.RemovalGetPayload<{ select: typeof summaryColumns }>): RemovalSummary {
  const { member, steps, ...columns } = row;
  const [current] = steps;
  return {
    ...columns,
    memberName: member.name,
    step: current?.step ?? null,
    blocked: current?.status === 'blocked',
  };
}
