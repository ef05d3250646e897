import { randomUUID } from 'node:crypto';
import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { normalizeEmail } from '../../../rules/members/email.ts';
import { mustBeLeaveDate } from '../../../rules/organizations/leave.ts';
import { changing } from '../../change.ts';
import type { Database, Transaction } from '../../client.ts';
import { type Asked, atAsked } from './across.ts';

export interface NewLeave {
  /** of the human; nobody is looked up by it but by each organization, among its own members */
  email: string;
  effectiveAt: Date;
  /** IANA name */
  timeZone: string;
  /** of the subsidiaries that are asked */
  affiliationIds: readonly string[];
  now: Date;
}

/**
 * Asks organizations of a parent to remove one human, all at one instant, in one transaction: the leave is the parent's, and each of them gets a request of its own, whether or not the
 * human is a member there. What they make of it is theirs.
 * @returns the leave's id, which is the one thing that ties them
 * @throws Failure not-found for an affiliation that is not agreed with a subsidiary; invalid-request for the address, and for an instant that has passed or is too far away; not-allowed for an actor who is no member
 */
export function askLeave(
  db: Database,
  organizationId: string,
  actor: Actor,
  input: NewLeave,
): Promise<{ leaveId: string }> {
  if (actor.by !== 'member') throw new Failure('not-allowed', { action: 'ask for a leave', because: 'no member' });
  const email = normalizeEmail(input.email);
  const { effectiveAt, timeZone, now } = input;
  mustBeLeaveDate(effectiveAt, now);
  return changing(db, organizationId, actor, async (tx, record) => {
    const id = randomUUID();
    const asked = await subsidiaries(tx, organizationId, [...new Set(input.affiliationIds)]);
    const { name: askedBy } = await tx.member.findUniqueOrThrow({
      where: { organizationId_id: { organizationId, id: actor.memberId } },
      select: { name: true },
    });
    const terms = { email, effectiveAt, timeZone };
    const leave = { organizationId, id, ...terms, askedById: actor.memberId, createdAt: now };
    await tx.leave.create({ data: leave, select: { id: true } });
    const asks = asked.map(({ affiliationId }) => ({ organizationId, leaveId: id, affiliationId }));
    await tx.leaveAsk.createMany({ data: asks });
    const instant = { effectiveAt: effectiveAt.toISOString(), timeZone };
    for (const one of asked)
      await atAsked(db, tx, { from: organizationId, ...one }, async (recordThere) => {
        const { organization, affiliationId } = one;
        const request = { organizationId: organization, leaveId: id, affiliationId, askedBy, ...terms };
        await tx.leaveRequest.create({
          data: { ...request, askedAt: now, notice: 'asked' },
          select: { leaveId: true },
        });
        const after = { affiliationId, ...instant };
        recordThere({ action: 'leave-request.received', object: 'leave-request', objectId: id, after });
      });
    const leaver = await tx.member.findFirst({ where: { organizationId, email }, select: { id: true } });
    record({
      action: 'leave.asked',
      object: 'leave',
      objectId: id,
      after: { ...instant, affiliationIds: asked.map(({ affiliationId }) => affiliationId) },
      ...(leaver === null ? {} : { personal: [{ of: leaver.id, values: { email } }] }),
    });
    return { leaveId: id };
  });
}

/** Kept as they are until the transaction's end, and always in the same order. */
async function subsidiaries(tx: Transaction, organizationId: string, ids: readonly string[]): Promise<Asked[]> {
  const found = await tx.$queryRaw<Asked[]>`
    SELECT id AS "affiliationId", other_organization_id AS organization FROM affiliations
    WHERE organization_id = ${organizationId}::uuid AND id = ANY(${ids}::uuid[]) AND other = 'subsidiary' AND status = 'agreed'
    ORDER BY other_organization_id FOR SHARE`;
  if (found.length < ids.length) throw new Failure('not-found', { object: 'affiliation' });
  return found;
}
