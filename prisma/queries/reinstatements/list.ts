import { type Database, inOrganization } from '../../client.ts';
import { type ReinstatementSummary, summaryColumns } from './detail.ts';

export interface ReinstatementFilter {
  status?: 'running' | 'completed';
  memberId?: string;
  removalId?: string;
  /** of the last row of the page before */
  after?: { createdAt: Date; id: string };
  limit: number;
}

/** Newest first; drafts are left out. */
export function listReinstatements(
  db: Database,
  organization: string,
  filter: ReinstatementFilter,
): Promise<ReinstatementSummary[]> {
  const { status, memberId, removalId, after, limit } = filter;
  return inOrganization(db, organization, (tx) =>
    tx.reinstatement.findMany({
      where: {
        organizationId: organization,
        status: status ?? { not: 'draft' },
        ...(memberId === undefined ? {} : { memberId }),
        ...(removalId === undefined ? {} : { removalId }),
        ...(after === undefined
          ? {}
          : { OR: [{ createdAt: { lt: after.createdAt } }, { createdAt: after.createdAt, id: { lt: after.id } }] }),
      },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: limit,
      select: summaryColumns,
    }),
  );
}
