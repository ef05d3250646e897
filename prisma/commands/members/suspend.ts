import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { changing, type Record } from '../../change.ts';
import type { Database, Transaction } from '../../client.ts';
import { once } from '../../receipt.ts';
import { lockMember } from './lock.ts';
import { policyIn } from '../../queries/organizations/policy.ts';
import { shutDoors } from '../sessions/shut-doors.ts';

const DAY = 86_400_000;

export interface Suspension {
  memberId: string;
  now: Date;
  /** why, as a name or a note's id: `emergency`, `removal` */
  reason: string;
  /** why, in someone's words: about the member, so theirs */
  text?: string;
}

/**
 * Shuts a member out, in the caller's transaction: from its commit on, sign-in, sessions and keys are refused, and what ran as them runs
 * as the caretaker for as long as the policy says. A suspension that is there already is adopted: the caretaker's time begins anew.
 * @returns adopted: whether the member was suspended before
 * @throws Failure not-found; wrong-state for someone who is neither active nor suspended, and for the caretaker; at commit last-admin
 */
export async function suspendIn(
  tx: Transaction,
  record: Record,
  organization: string,
  { memberId, now, reason, text }: Suspension,
): Promise<{ adopted: boolean }> {
  const member = await lockMember(tx, organization, memberId);
  if (member.caretaker || (member.status !== 'active' && member.status !== 'suspended')) {
    const state = member.caretaker ? 'caretaker' : member.status;
    throw new Failure('wrong-state', { object: 'member', state, needs: 'active' });
  }
  const adopted = member.status === 'suspended';
  const until = member.kind === 'person' ? await openCaretaking(tx, organization, memberId, now) : undefined;
  if (!adopted) {
    await tx.member.update({
      where: { organizationId_id: { organizationId: organization, id: memberId } },
      data: { status: 'suspended', suspendedAt: now },
      select: { id: true },
    });
  }
  const sessionsEnded = await shutDoors(tx, { organizationId: organization, memberId }, now);
  record({
    action: adopted ? 'member.suspension-adopted' : 'member.suspended',
    object: 'member',
    objectId: memberId,
    before: { status: member.status },
    after: { status: 'suspended', sessionsEnded, caretakerUntil: until?.toISOString() },
    reason,
    personal: [{ of: memberId, values: { reason: text } }],
  });
  return { adopted };
}

/** One row, whatever the number of resources (decision 1). */
export async function openCaretaking(
  tx: Transaction,
  organization: string,
  leaverId: string,
  now: Date,
): Promise<Date> {
  const policy = await policyIn(tx, organization);
  const until = new Date(now.getTime() + policy.removals.caretakerDays * DAY);
  const open = await tx.caretaker.updateMany({
    where: { organizationId: organization, leaverId, endedAt: null },
    data: { until, claimedUntil: null, toldAt: null },
  });
  if (open.count === 0) {
    const caretaker = await tx.member.findFirstOrThrow({
      where: { organizationId: organization, caretaker: true },
      select: { id: true },
    });
    await tx.caretaker.create({
      data: { organizationId: organization, leaverId, caretakerId: caretaker.id, from: now, until },
    });
  }
  return until;
}

/**
 * The emergency: an admin suspends someone alone, with no plan and no process engine. A removal that comes later adopts it.
 * @throws Failure as suspendIn; not-allowed for oneself
 */
export async function suspendMember(
  db: Database,
  organization: string,
  actor: Actor,
  input: Suspension & { receipt?: string },
): Promise<{ adopted: boolean }> {
  if (actor.by === 'member' && actor.memberId === input.memberId)
    throw new Failure('not-allowed', { action: 'suspend', because: 'Nobody suspends themselves' });
  return changing(db, organization, actor, (tx, record) => {
    const effect = async () => {
      const suspended = await suspendIn(tx, record, organization, input);
      await stayingSuspended(tx, organization, input.memberId);
      return suspended;
    };
    return input.receipt === undefined ? effect() : once(tx, organization, input.receipt, effect);
  });
}

/** Who is being reinstated is suspended until its end: from now on beyond it. */
async function stayingSuspended(tx: Transaction, organizationId: string, memberId: string): Promise<void> {
  await tx.reinstatement.updateMany({
    where: { organizationId, memberId, status: 'running' },
    data: { endsSuspended: true },
  });
}
