import { changing } from '../../change.ts';
import { type Database, inDirectory } from '../../client.ts';

/**
 * Signs out: the session is worth nothing from the first commit on; then each organization that it had opened writes it down. Twice is once.
 * A kill in between leaves doors that lead nowhere.
 */
export async function endSession(db: Database, input: { sessionHash: Uint8Array; now: Date }): Promise<void> {
  const { now } = input;
  const session = await inDirectory(db, async (tx) => {
    const [ended] = await tx.$queryRaw<{ id: string; personId: string }[]>`
      UPDATE sessions SET revoked_at = ${now}::timestamptz WHERE token_hash = ${input.sessionHash} AND revoked_at IS NULL
      RETURNING id, person_id AS "personId"`;
    return ended;
  });
  if (session === undefined) return;
  const doors = await inDirectory(
    db,
    (tx) => tx.sessionOrganization.findMany({ where: { sessionId: session.id, revokedAt: null } }),
    session.personId,
  );
  for (const { organizationId, memberId } of doors) {
    await changing(db, organizationId, { by: 'system', reason: 'sign-out' }, async (tx, record) => {
      const { count } = await tx.sessionOrganization.updateMany({
        where: { organizationId, sessionId: session.id, revokedAt: null },
        data: { revokedAt: now },
      });
      if (count > 0) {
        record({ action: 'session.ended', object: 'session', objectId: session.id, before: { memberId } });
      }
    });
  }
}
