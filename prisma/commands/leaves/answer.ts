import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { changing } from '../../change.ts';
import type { Database, Transaction } from '../../client.ts';
import type { LeaveRequest } from '../../generated/client.ts';
import type { LeaveAnswer } from '../../generated/enums.ts';
import { atAsked } from './across.ts';
import { lockLeave } from './steer.ts';

/**
 * What an organization chooses to tell its parent, and all that the parent ever hears. `no_access`: nobody with that address has a way in, which is as true of someone who was removed as of
 * someone who never was a member. The last answer counts; the same again changes nothing.
 * Null takes it back: as if it had not been given.
 * @throws Failure not-found; wrong-state once it is withdrawn, and for `no_access` while a member or an open invitation has the address, or whoever is removed for it has a way in still
 */
export function answerLeaveRequest(
  db: Database,
  organizationId: string,
  actor: Actor,
  { leaveId, answer, now }: { leaveId: string; answer: LeaveAnswer | null; now: Date },
): Promise<void> {
  if (actor.by !== 'member') throw new Failure('not-allowed', { action: 'answer a request', because: 'no member' });
  const answeredAt = answer === null ? null : now;
  return changing(db, organizationId, actor, async (tx, record) => {
    const where = { organizationId_leaveId: { organizationId, leaveId } };
    const { affiliationId } = await requestIn(tx, organizationId, leaveId);
    const parent = await parentOf(tx, organizationId, affiliationId);
    await atAsked(db, tx, { from: organizationId, organization: parent, affiliationId }, async (recordThere) => {
      await lockLeave(tx, parent, leaveId); // first the parent's, in every change of both
      const answered = await tx.leaveAsk.updateMany({
        where: { organizationId: parent, leaveId, affiliationId, ...otherThan(answer) },
        data: { answer, answeredAt, answers: { increment: 1 }, claimedUntil: null },
      });
      const after = { affiliationId, answer };
      if (answered.count > 0) recordThere({ action: 'leave.answered', object: 'leave', objectId: leaveId, after });
    });
    const request = await requestIn(tx, organizationId, leaveId);
    if (request.status !== 'open')
      throw new Failure('wrong-state', { object: 'leave-request', state: request.status, needs: 'open' });
    if (request.answer === answer) return;
    if (answer === 'no_access') await mustHaveNoWayIn(tx, request);
    const data = { answer, answeredAt, answeredById: answer === null ? null : actor.memberId };
    await tx.leaveRequest.update({ where, data, select: { leaveId: true } });
    const [before, after] = [{ answer: request.answer }, { answer }];
    record({ action: 'leave-request.answered', object: 'leave-request', objectId: leaveId, before, after });
  });
}

const otherThan = (answer: LeaveAnswer | null) =>
  answer === null ? { answer: { not: null } } : { OR: [{ answer: null }, { answer: { not: answer } }] };

async function requestIn(tx: Transaction, organizationId: string, leaveId: string): Promise<LeaveRequest> {
  const found = await tx.leaveRequest.findUnique({ where: { organizationId_leaveId: { organizationId, leaveId } } });
  if (found === null) throw new Failure('not-found', { object: 'leave-request' });
  return found;
}

/** @throws Failure wrong-state where the affiliation has ended */
async function parentOf(tx: Transaction, organizationId: string, id: string): Promise<string> {
  const { status, otherOrganizationId } = await tx.affiliation.findUniqueOrThrow({
    where: { organizationId_id: { organizationId, id } },
  });
  if (status !== 'agreed' || otherOrganizationId === null)
    throw new Failure('wrong-state', { object: 'affiliation', state: status, needs: 'agreed' });
  return otherOrganizationId;
}

/** A lie would be worse than silence. */
async function mustHaveNoWayIn(tx: Transaction, { organizationId, leaveId, email }: LeaveRequest): Promise<void> {
  const leaving = await tx.removal.findMany({
    where: {
      organizationId,
      leaveId,
      status: { notIn: ['draft', 'cancelled'] },
      reinstatements: { none: { status: 'completed' } },
    },
    select: { memberId: true },
  });
  const who = [{ id: { in: leaving.map(({ memberId }) => memberId) } }, ...(email === null ? [] : [{ email }])];
  const member = await tx.member.findFirst({
    where: { organizationId, OR: who, status: { in: ['invited', 'active', 'suspended'] } },
    select: { status: true },
  });
  const refuse = (object: string, state: string) =>
    new Failure('wrong-state', { object, state, needs: 'nobody with a way in' });
  if (member !== null) throw refuse('member', member.status);
  if (email === null) return;
  const invitation = await tx.invitation.findFirst({
    where: { organizationId, email, status: { in: ['awaiting_approval', 'sent'] } },
    select: { status: true },
  });
  if (invitation !== null) throw refuse('invitation', invitation.status);
}
