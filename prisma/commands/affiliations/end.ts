import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { changing, inOther, type Record } from '../../change.ts';
import type { Database, Transaction } from '../../client.ts';
import type { Affiliation } from '../../generated/client.ts';

/**
 * By either side, in one transaction, recorded in both; what the parent had asked for is withdrawn. An offer that nobody took is withdrawn by it. Ending twice changes nothing.
 * @throws Failure not-found
 */
export function endAffiliation(
  db: Database,
  organizationId: string,
  actor: Actor,
  { affiliationId: id, now }: { affiliationId: string; now: Date },
): Promise<void> {
  return changing(db, organizationId, actor, async (tx, record) => {
    const there = async ({ otherOrganizationId: organization }: Affiliation) => {
      if (organization === null) return;
      await inOther(db, tx, { from: organizationId, organization, reason: 'affiliation' }, (recordThere) =>
        endHere(tx, recordThere, organization, { id, now }),
      );
    };
    const seen = await tx.affiliation.findUnique({ where: { organizationId_id: { organizationId, id } } });
    const parentFirst = seen?.status === 'agreed' && seen.other === 'parent'; // as in every change of both
    if (parentFirst) await there(seen);
    const mine = await endHere(tx, record, organizationId, { id, now });
    if (mine === null) throw new Failure('not-found', { object: 'affiliation' });
    if (!parentFirst && mine.status === 'agreed') await there(mine);
  });
}

/** @returns how it was before; null where there is none */
async function endHere(
  tx: Transaction,
  record: Record,
  organizationId: string,
  { id, now }: { id: string; now: Date },
): Promise<Affiliation | null> {
  await tx.$executeRaw`SELECT FROM affiliations WHERE organization_id = ${organizationId}::uuid AND id = ${id}::uuid FOR NO KEY UPDATE`;
  const where = { organizationId_id: { organizationId, id } };
  const found = await tx.affiliation.findUnique({ where });
  if (found === null || found.status === 'ended') return found;
  const data = { status: 'ended', endedAt: now, codeHash: null } as const;
  await tx.affiliation.update({ where, data, select: { id: true } });
  const { count: requestsWithdrawn } = await tx.leaveRequest.updateMany({
    where: { organizationId, affiliationId: id, status: 'open' },
    data: { status: 'withdrawn', notice: 'withdrawn', noticeNumber: { increment: 1 }, claimedUntil: null },
  });
  const before = { status: found.status };
  record({ action: 'affiliation.ended', object: 'affiliation', objectId: id, before, after: { requestsWithdrawn } });
  return found;
}
