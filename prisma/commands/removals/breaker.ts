import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { changing } from '../../change.ts';
import type { Database, Transaction } from '../../client.ts';
import { type Room, roomIn } from '../../queries/removals/room.ts';

const HOUR = 3_600_000;

/**
 * How many removals this requester may still plan. Held until the transaction's end, so that two at once don't both take the last place. What the requester allowed
 * does not count: it takes two.
 */
export async function roomFor(
  tx: Transaction,
  organizationId: string,
  { requestedById, now }: { requestedById: string; now: Date },
): Promise<Room> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`breaker ${organizationId}`}, 0))`;
  return await roomIn(tx, organizationId, { requestedById, now });
}

/**
 * The breaker in front of every source of removals: API, console, end dates. Asked in the transaction that plans one. Those of a mass removal were counted together.
 * @throws Failure breaker-tripped
 */
export async function mustHaveRoom(
  tx: Transaction,
  organizationId: string,
  { removalId, now }: { removalId: string; now: Date },
): Promise<void> {
  const { massRemovalId, requestedById } = await tx.removal.findUniqueOrThrow({
    where: { organizationId_id: { organizationId, id: removalId } },
    select: { massRemovalId: true, requestedById: true },
  });
  if (massRemovalId !== null) return;
  const { planned, limit, left, windowHours } = await roomFor(tx, organizationId, { requestedById, now });
  if (left === 0) throw new Failure('breaker-tripped', { planned, limit, windowHours });
}

/**
 * Another admin agrees to more removals, for one window. Their own removals gain nothing by it.
 * @returns the allowance's id
 * @throws Failure not-allowed for an actor who is no member
 */
export function allowMoreRemovals(
  db: Database,
  organizationId: string,
  actor: Actor,
  { more, reason, now }: { more: number; reason: string; now: Date },
): Promise<{ id: string; expiresAt: Date }> {
  if (actor.by !== 'member') throw new Failure('not-allowed', { action: 'allow removals', because: 'no member' });
  return changing(db, organizationId, actor, async (tx, record) => {
    const { windowHours } = await roomIn(tx, organizationId, { requestedById: actor.memberId, now });
    const expiresAt = new Date(now.getTime() + windowHours * HOUR);
    const { id } = await tx.breakerAllowance.create({
      data: { organizationId, allowedById: actor.memberId, more, reason, createdAt: now, expiresAt },
      select: { id: true },
    });
    const after = { more, expiresAt: expiresAt.toISOString() };
    const personal = [{ of: actor.memberId, values: { reason } }];
    record({ action: 'removal-breaker.allowed', object: 'removal-breaker', objectId: id, after, personal });
    return { id, expiresAt };
  });
}
