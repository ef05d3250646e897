import { DateTime } from 'luxon';
import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { ineligible } from '../../../rules/removals/successor.ts';
import { changing } from '../../change.ts';
import type { Database, Transaction } from '../../client.ts';
import { candidatesAmong } from '../../queries/removals/facts.ts';
import { lockRemoval } from '../removals/lock.ts';
import { lockFollowUp, mustBeTheirs, removalOfFollowUp } from './lock.ts';

/**
 * Someone else does it: due on the same day, at the due hour of their own clock, and told anew. The leaver's successor for the item stays who they were.
 * @throws Failure not-found, follow-up-closed, successor-not-eligible; not-allowed for someone who is neither its owner nor an admin
 */
export function reassignFollowUp(
  db: Database,
  organization: string,
  actor: Actor,
  input: { followUpId: string; ownerId: string },
): Promise<{ leaverId: string }> {
  const { followUpId, ownerId } = input;
  return changing(db, organization, actor, async (tx, record) => {
    const removalId = await removalOfFollowUp(tx, organization, followUpId);
    const { memberId: leaverId } = await lockRemoval(tx, organization, removalId);
    const { status, dueAt, ownerId: before } = await lockFollowUp(tx, organization, followUpId);
    await mustBeTheirs(tx, organization, actor, { action: 'reassign', ownerId: before });
    if (status !== 'open') throw new Failure('follow-up-closed', { status });
    if (ownerId === before) return { leaverId };
    await mustBeEligible(tx, organization, { memberId: ownerId, leaverId, until: dueAt });
    const [from, to] = [await zoneOf(tx, organization, before), await zoneOf(tx, organization, ownerId)];
    await tx.followUp.update({
      where: { organizationId_id: { organizationId: organization, id: followUpId } },
      data: { ownerId, dueAt: sameDay(dueAt, from, to), remindedAt: null },
      select: { id: true },
    });
    record({
      action: 'follow-up.reassigned',
      object: 'follow-up',
      objectId: followUpId,
      before: { ownerId: before },
      after: { ownerId },
    });
    return { leaverId };
  });
}

async function mustBeEligible(
  tx: Transaction,
  organization: string,
  { memberId, leaverId, until }: { memberId: string; leaverId: string; until: Date },
) {
  const candidates = await candidatesAmong(tx, organization, { leaving: [leaverId], until, memberIds: [memberId] });
  const because = ineligible(candidates.get(memberId), { kind: 'follow-up' });
  if (because !== null) throw new Failure('successor-not-eligible', { memberId, because });
}

async function zoneOf(tx: Transaction, organizationId: string, id: string): Promise<string> {
  const where = { organizationId_id: { organizationId, id } };
  const { timeZone } = await tx.member.findUniqueOrThrow({ where, select: { timeZone: true } });
  return DateTime.utc().setZone(timeZone).isValid ? timeZone : 'UTC';
}

const sameDay = (due: Date, from: string, to: string): Date =>
  DateTime.fromJSDate(due, { zone: from }).setZone(to, { keepLocalTime: true }).toJSDate();
