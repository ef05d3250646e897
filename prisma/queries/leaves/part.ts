import { inOrganization, type Database } from '../../client.ts';
import type { MemberStatus } from '../../generated/enums.ts';
import { type RemovalSummary, summaryColumns, summaryOf } from '../removals/list.ts';

/** What an organization itself has of a leave, for its own admins: who has the address there, and the removal that was started for it. */
export interface LeavePart {
  member: { id: string; name: string; status: MemberStatus } | null;
  removal: RemovalSummary | null;
}

/** The member who has a way in before one who had; the latest removal. */
export function partOf(
  db: Database,
  organizationId: string,
  { leaveId, email }: { leaveId: string; email: string | null },
): Promise<LeavePart> {
  return inOrganization(db, organizationId, async (tx) => {
    const [member] =
      email === null
        ? []
        : await tx.$queryRaw<NonNullable<LeavePart['member']>[]>`
            SELECT id, name, status::text FROM members WHERE organization_id = ${organizationId}::uuid AND email = ${email} AND kind = 'person'
            ORDER BY status IN ('invited', 'active', 'suspended') DESC, created_at DESC LIMIT 1`;
    const removal = await tx.removal.findFirst({
      where: { organizationId, leaveId, status: { not: 'draft' } },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      select: summaryColumns,
    });
    return { member: member ?? null, removal: removal === null ? null : summaryOf(removal) };
  });
}
