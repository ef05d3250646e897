import { Failure } from '../../../rules/failures.ts';
import { changing } from '../../change.ts';
import { type Database, inDirectory, type Transaction } from '../../client.ts';
import { lockMember } from '../members/lock.ts';
import type { Actor, From } from '../../../rules/audit/entry.ts';
import { shutDoors } from './shut-doors.ts';

interface Ended {
  id: string;
  personId: string;
}

/** Signs out. Twice is once. `from`: where that was asked, which entries keep under the member's key. */
export async function endSession(db: Database, input: { sessionId: string; from: From; now: Date }): Promise<void> {
  await end(
    db,
    input,
    (tx) => tx.$queryRaw<Ended[]>`
      UPDATE sessions SET revoked_at = ${input.now}::timestamptz WHERE id = ${input.sessionId}::uuid AND revoked_at IS NULL
      RETURNING id, person_id AS "personId"`,
  );
}

/**
 * Ends another session of one's own: a browser that was left signed in somewhere.
 * @throws Failure not-found for one that has ended, or is someone else's
 */
export async function endOwnSession(
  db: Database,
  input: { personId: string; sessionId: string; from: From; now: Date },
): Promise<void> {
  const ended = await end(
    db,
    input,
    (tx) => tx.$queryRaw<Ended[]>`
      UPDATE sessions SET revoked_at = ${input.now}::timestamptz
      WHERE id = ${input.sessionId}::uuid AND person_id = ${input.personId}::uuid AND revoked_at IS NULL
      RETURNING id, person_id AS "personId"`,
  );
  if (ended === 0) throw new Failure('not-found', { object: 'session' });
}

/** Ends all sessions of a person but the one that asks. @returns how many */
export function endOtherSessions(
  db: Database,
  input: { personId: string; sessionId: string; from: From; now: Date },
): Promise<number> {
  return end(
    db,
    input,
    (tx) => tx.$queryRaw<Ended[]>`
      UPDATE sessions SET revoked_at = ${input.now}::timestamptz
      WHERE person_id = ${input.personId}::uuid AND id <> ${input.sessionId}::uuid AND revoked_at IS NULL
      RETURNING id, person_id AS "personId"`,
  );
}

/**
 * The sessions are worth nothing from the first commit on; then each organization that they had opened writes it down. A kill in between leaves doors that
 * lead nowhere.
 */
async function end(
  db: Database,
  { from: { address, agent }, now }: { from: From; now: Date },
  revoke: (tx: Transaction) => Promise<Ended[]>,
): Promise<number> {
  const sessions = await inDirectory(db, revoke);
  const [first] = sessions;
  if (first === undefined) return 0;
  const ids = sessions.map(({ id }) => id);
  const doors = await inDirectory(
    db,
    (tx) => tx.sessionOrganization.findMany({ where: { sessionId: { in: ids }, revokedAt: null } }),
    first.personId,
  );
  for (const organizationId of new Set(doors.map((door) => door.organizationId))) {
    const theirs = doors.filter((door) => door.organizationId === organizationId);
    await changing(db, organizationId, { by: 'system', reason: 'sign-out' }, async (tx, record) => {
      for (const { sessionId, memberId } of theirs) {
        const count = await shutDoors(tx, { organizationId, sessionId }, now);
        const personal = [{ of: memberId, values: { address, agent } }];
        if (count > 0)
          record({ action: 'session.ended', object: 'session', objectId: sessionId, before: { memberId }, personal });
      }
    });
  }
  return sessions.length;
}

/**
 * Shuts the organization's door to all sessions that a member has: they sign in anew. Other organizations of the person see nothing of it (decision 4).
 * @returns how many
 * @throws Failure not-found
 */
export function endMemberSessions(
  db: Database,
  organization: string,
  actor: Actor,
  input: { memberId: string; now: Date },
): Promise<number> {
  const { memberId, now } = input;
  return changing(db, organization, actor, async (tx, record) => {
    await lockMember(tx, organization, memberId);
    const count = await shutDoors(tx, { organizationId: organization, memberId }, now);
    if (count > 0)
      record({ action: 'member.sessions-ended', object: 'member', objectId: memberId, after: { sessions: count } });
    return count;
  });
}
