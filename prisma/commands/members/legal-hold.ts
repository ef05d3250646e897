import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { changing } from '../../change.ts';
import type { Database } from '../../client.ts';
import { lockMember } from './lock.ts';

interface Hold {
  memberId: string;
  reason: string;
  now: Date;
}

/**
 * Nothing of this member is erased until the hold is lifted; everything else goes its way (design, Removal, 5).
 * @throws Failure not-found, not-allowed for an actor who is no member; wrong-state for who is on hold, or erased already
 */
export function placeLegalHold(db: Database, organizationId: string, actor: Actor, hold: Hold): Promise<void> {
  if (actor.by !== 'member') throw new Failure('not-allowed', { action: 'hold', because: 'no member' });
  return setHold(db, organizationId, actor, hold, { legalHoldAt: hold.now, legalHoldById: actor.memberId });
}

/** @throws Failure not-found; wrong-state for who is not on hold */
export function liftLegalHold(db: Database, organizationId: string, actor: Actor, hold: Hold): Promise<void> {
  return setHold(db, organizationId, actor, hold, { legalHoldAt: null, legalHoldById: null });
}

function setHold(
  db: Database,
  organizationId: string,
  actor: Actor,
  { memberId, reason }: Hold,
  data: { legalHoldAt: Date | null; legalHoldById: string | null },
): Promise<void> {
  return changing(db, organizationId, actor, async (tx, record) => {
    await lockMember(tx, organizationId, memberId);
    const where = { organizationId_id: { organizationId, id: memberId } };
    const { legalHoldAt, status } = await tx.member.findUniqueOrThrow({ where });
    const places = data.legalHoldAt !== null;
    if (status === 'removed')
      throw new Failure('wrong-state', { object: 'member', state: status, needs: 'not erased' });
    if ((legalHoldAt !== null) === places) {
      const state = places ? 'on legal hold' : 'not on legal hold';
      throw new Failure('wrong-state', { object: 'member', state, needs: places ? 'no legal hold' : 'legal hold' });
    }
    await tx.member.update({ where, data, select: { id: true } });
    record({
      action: places ? 'member.hold-placed' : 'member.hold-lifted',
      object: 'member',
      objectId: memberId,
      personal: [{ of: memberId, values: { reason } }],
    });
  });
}
