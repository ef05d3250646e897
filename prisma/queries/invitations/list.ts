import type { InvitationStatus } from '../../../rules/invitations/states.ts';
import { type Database, inOrganization, type Transaction } from '../../client.ts';
import type { Prisma } from '../../generated/client.ts';

const member = { select: { id: true, name: true, kind: true } } as const;
const shown = {
  inviter: member,
  sponsor: member,
  customRole: { select: { id: true, name: true } },
  teams: { select: { team: { select: { id: true, name: true } } } },
} as const satisfies Prisma.InvitationInclude;

const omit = { tokenHash: true, version: true, customRoleId: true, looksLike: true, looksLikeId: true } as const;

type Shown = Prisma.InvitationGetPayload<{ include: typeof shown; omit: typeof omit }>;
export type InvitationRow = Omit<Shown, 'teams'> & {
  teams: { id: string; name: string }[];
  /** of the newest approval that was asked for */
  approvalId: string | null;
};

/** Newest first, without drafts. `after`: of the last row of the page before. */
export function listInvitations(
  db: Database,
  organization: string,
  filter: { status?: InvitationStatus; after?: { createdAt: Date; id: string }; limit: number },
): Promise<InvitationRow[]> {
  const { status, after, limit } = filter;
  return inOrganization(db, organization, async (tx) => {
    const rows = await tx.invitation.findMany({
      where: {
        organizationId: organization,
        AND: [{ status: { not: 'draft' } }, ...(status === undefined ? [] : [{ status }])],
        ...(after === undefined
          ? {}
          : { OR: [{ createdAt: { lt: after.createdAt } }, { createdAt: after.createdAt, id: { lt: after.id } }] }),
      },
      include: shown,
      omit,
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: limit,
    });
    return await withApprovals(tx, organization, rows);
  });
}

/** One invitation; null for a draft, as for none. */
export function findInvitation(
  db: Database,
  organization: string,
  invitationId: string,
): Promise<InvitationRow | null> {
  return inOrganization(db, organization, async (tx) => {
    const row = await tx.invitation.findFirst({
      where: { organizationId: organization, id: invitationId, status: { not: 'draft' } },
      include: shown,
      omit,
    });
    const [found] = row === null ? [] : await withApprovals(tx, organization, [row]);
    return found ?? null;
  });
}

async function withApprovals(tx: Transaction, organization: string, rows: Shown[]): Promise<InvitationRow[]> {
  const approvals = await tx.approval.findMany({
    where: { organizationId: organization, subject: 'invitation', subjectId: { in: rows.map(({ id }) => id) } },
    select: { id: true, subjectId: true },
    orderBy: { createdAt: 'asc' },
  });
  const approvalOf = new Map(approvals.map(({ id, subjectId }) => [subjectId, id]));
  return rows.map(({ teams, ...row }) => ({
    ...row,
    teams: teams.map(({ team }) => team),
    approvalId: approvalOf.get(row.id) ?? null,
  }));
}
