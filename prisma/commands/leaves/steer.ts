import type { Actor, Change } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { mustBeLeaveDate } from '../../../rules/organizations/leave.ts';
import { changing, type Record } from '../../change.ts';
import type { Database, Transaction } from '../../client.ts';
import type { Leave, Prisma } from '../../generated/client.ts';
import { type Asked, atAsked } from './across.ts';

/** A mail of its own, and at once. */
const another = { noticeNumber: { increment: 1 }, claimedUntil: null } as const;

interface Steered {
  leaveId: string;
  now: Date;
}

/**
 * Asks for another instant. A removal that an organization has planned keeps its own until that organization moves it.
 * @throws Failure not-found, wrong-state once it is withdrawn; invalid-request for an instant that has passed or is too far away
 */
export function moveLeave(
  db: Database,
  organization: string,
  actor: Actor,
  { leaveId, effectiveAt, timeZone, now }: Steered & { effectiveAt: Date; timeZone: string },
): Promise<void> {
  return changing(db, organization, actor, async (tx, record) => {
    const leave = await lockLeave(tx, organization, leaveId);
    if (leave.status !== 'open')
      throw new Failure('wrong-state', { object: 'leave', state: leave.status, needs: 'open' });
    if (leave.effectiveAt.getTime() === effectiveAt.getTime() && leave.timeZone === timeZone) return;
    mustBeLeaveDate(effectiveAt, now);
    const change = { after: { effectiveAt: effectiveAt.toISOString(), timeZone } };
    await tellAsked(db, tx, leave, {
      data: { effectiveAt, timeZone, notice: 'moved', ...another },
      action: 'moved',
      change,
    });
    await changeLeave(tx, record, leave, { data: { effectiveAt, timeZone }, action: 'moved', change });
  });
}

/**
 * Asks no more. What an organization has begun is its own to end. Withdrawing twice changes nothing.
 * @throws Failure not-found
 */
export function withdrawLeave(
  db: Database,
  organization: string,
  actor: Actor,
  { leaveId, now }: Steered,
): Promise<void> {
  return changing(db, organization, actor, async (tx, record) => {
    const leave = await lockLeave(tx, organization, leaveId);
    if (leave.status !== 'open') return;
    const data = { status: 'withdrawn' } as const;
    await tellAsked(db, tx, leave, {
      data: { ...data, notice: 'withdrawn', ...another },
      action: 'withdrawn',
      change: {},
    });
    await changeLeave(tx, record, leave, { data: { ...data, withdrawnAt: now }, action: 'withdrawn', change: {} });
  });
}

/** A leave that nobody else changes until this transaction ends. @throws Failure not-found */
export async function lockLeave(tx: Transaction, organizationId: string, id: string): Promise<Leave> {
  await tx.$executeRaw`SELECT FROM leaves WHERE organization_id = ${organizationId}::uuid AND id = ${id}::uuid FOR NO KEY UPDATE`;
  const found = await tx.leave.findUnique({ where: { organizationId_id: { organizationId, id } } });
  if (found === null) throw new Failure('not-found', { object: 'leave' });
  return found;
}

interface Steering<Data> {
  data: Data;
  action: 'moved' | 'withdrawn';
  change: Pick<Change, 'after'>;
}

async function changeLeave(
  tx: Transaction,
  record: Record,
  { organizationId, id }: Leave,
  { data, action, change }: Steering<Prisma.LeaveUncheckedUpdateInput>,
): Promise<void> {
  await tx.leave.update({ where: { organizationId_id: { organizationId, id } }, data, select: { id: true } });
  record({ action: `leave.${action}`, object: 'leave', objectId: id, ...change });
}

/** Each that is still affiliated: of the others the requests ended with the affiliation. */
async function tellAsked(
  db: Database,
  tx: Transaction,
  { organizationId, id: leaveId }: Leave,
  { data, action, change }: Steering<Prisma.LeaveRequestUncheckedUpdateManyInput>,
): Promise<void> {
  const asked = await tx.$queryRaw<Asked[]>`
    SELECT a.id AS "affiliationId", a.other_organization_id AS organization FROM leave_asks l
      JOIN affiliations a ON a.organization_id = l.organization_id AND a.id = l.affiliation_id
    WHERE l.organization_id = ${organizationId}::uuid AND l.leave_id = ${leaveId}::uuid AND a.status = 'agreed'
    ORDER BY a.other_organization_id FOR SHARE OF a`;
  for (const one of asked)
    await atAsked(db, tx, { from: organizationId, ...one }, async (recordThere) => {
      await tx.leaveRequest.updateMany({ where: { organizationId: one.organization, leaveId, status: 'open' }, data });
      recordThere({ action: `leave-request.${action}`, object: 'leave-request', objectId: leaveId, ...change });
    });
}
