import { type Database, inOrganization } from '../../client.ts';
import type { Prisma } from '../../generated/client.ts';

interface Page {
  /** of the last row of the page before */
  after?: { at: Date; id: string };
  limit: number;
}

const leaveColumns = {
  id: true,
  email: true,
  effectiveAt: true,
  timeZone: true,
  status: true,
  askedById: true,
  createdAt: true,
  withdrawnAt: true,
  asks: {
    select: {
      affiliationId: true,
      answer: true,
      answeredAt: true,
      affiliation: { select: { status: true, otherOrganizationId: true, otherName: true } },
    },
    orderBy: { affiliationId: 'asc' },
  },
} as const satisfies Prisma.LeaveSelect;
export type LeaveRow = Prisma.LeaveGetPayload<{ select: typeof leaveColumns }>;

/** Of a parent, latest first. */
export function listLeaves(db: Database, organizationId: string, { after, limit }: Page): Promise<LeaveRow[]> {
  const later = after && [{ createdAt: { lt: after.at } }, { createdAt: after.at, id: { lt: after.id } }];
  return inOrganization(db, organizationId, (tx) =>
    tx.leave.findMany({
      where: { organizationId, ...(later === undefined ? {} : { OR: later }) },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: limit,
      select: leaveColumns,
    }),
  );
}

export function findLeave(db: Database, organizationId: string, id: string): Promise<LeaveRow | null> {
  return inOrganization(db, organizationId, (tx) =>
    tx.leave.findUnique({ where: { organizationId_id: { organizationId, id } }, select: leaveColumns }),
  );
}

const requestColumns = {
  leaveId: true,
  askedBy: true,
  email: true,
  effectiveAt: true,
  timeZone: true,
  status: true,
  askedAt: true,
  answer: true,
  answeredById: true,
  answeredAt: true,
  affiliation: { select: { otherOrganizationId: true, otherName: true } },
} as const satisfies Prisma.LeaveRequestSelect;
export type LeaveRequestRow = Prisma.LeaveRequestGetPayload<{ select: typeof requestColumns }>;

/** Of an organization that was asked, latest first. `open`: not withdrawn, and not answered. */
export function listLeaveRequests(
  db: Database,
  organizationId: string,
  { open, after, limit }: Page & { open?: boolean },
): Promise<LeaveRequestRow[]> {
  const later = after && [{ askedAt: { lt: after.at } }, { askedAt: after.at, leaveId: { lt: after.id } }];
  return inOrganization(db, organizationId, (tx) =>
    tx.leaveRequest.findMany({
      where: {
        organizationId,
        ...(open === true ? { status: 'open', answer: null } : {}),
        ...(later === undefined ? {} : { OR: later }),
      },
      orderBy: [{ askedAt: 'desc' }, { leaveId: 'desc' }],
      take: limit,
      select: requestColumns,
    }),
  );
}

export function findLeaveRequest(
  db: Database,
  organizationId: string,
  leaveId: string,
): Promise<LeaveRequestRow | null> {
  const where = { organizationId_leaveId: { organizationId, leaveId } };
  return inOrganization(db, organizationId, (tx) => tx.leaveRequest.findUnique({ where, select: requestColumns }));
}
