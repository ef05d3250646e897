import type { Actor, Change } from '../../../rules/audit/entry.ts';
import { changing } from '../../change.ts';
import { type Database, openDirectory, type Transaction } from '../../client.ts';

interface Opening {
  sessionHash: Uint8Array;
  now: Date;
  requestId?: string;
}

/**
 * Opens an organization to a session whose person is an active member there (decision 4). A door that was shut opens only to a sign-in newer than that; where the
 * organization's own sign-in is enforced, and for a session that began by such a one, none opens here (decision 180).
 * Asked when a request finds no open door; two at once open one.
 * @returns whether it is open now
 */
export function openDoor(db: Database, organization: string, input: Opening): Promise<boolean> {
  let actor: Actor = { by: 'system', reason: 'sign-in' };
  return changing(
    db,
    organization,
    () => actor,
    (tx, record) =>
      openDoorIn(tx, organization, input, (who, change) => {
        actor = who;
        record(change);
      }),
  );
}

/** The same in the caller's transaction; `opened` is told who opened it, when it was not open before. */
export async function openDoorIn(
  tx: Transaction,
  organization: string,
  { sessionHash, now, requestId }: Opening,
  opened: (by: Actor, change: Change) => void,
): Promise<boolean> {
  await openDirectory(tx);
  const session = await tx.session.findUnique({ where: { tokenHash: new Uint8Array(sessionHash) } });
  if (session === null || session.revokedAt !== null || session.expiresAt <= now || session.how === 'sso') return false;
  if (await enforcesSso(tx, organization)) return false;
  const member = await tx.member.findUnique({
    where: { organizationId_personId: { organizationId: organization, personId: session.personId } },
    select: { id: true, status: true },
  });
  if (member?.status !== 'active') return false;
  const rows = await tx.$queryRaw<object[]>`
    INSERT INTO session_organizations AS d (organization_id, session_id, member_id, how, at)
    VALUES (${organization}::uuid, ${session.id}::uuid, ${member.id}::uuid, ${session.how}, ${now}::timestamptz)
    ON CONFLICT (organization_id, session_id) DO UPDATE SET revoked_at = NULL, at = excluded.at, how = excluded.how, sso_connection_id = NULL, sso_proved_at = NULL
      WHERE d.revoked_at < ${session.provedAt}::timestamptz
    RETURNING session_id`;
  if (rows.length === 0) {
    const where = { organizationId_sessionId: { organizationId: organization, sessionId: session.id } };
    return (await tx.sessionOrganization.findUnique({ where }))?.revokedAt === null;
  }
  const from = session.address === null ? {} : { from: { address: session.address, agent: session.agent ?? '' } };
  opened(
    { by: 'member', memberId: member.id, through: 'session', throughId: session.id, ...from },
    {
      action: 'session.started',
      object: 'session',
      objectId: session.id,
      after: { memberId: member.id, how: session.how, requestId },
    },
  );
  return true;
}

/** Whoever begins to enforce it waits until this transaction ends. */
async function enforcesSso(tx: Transaction, organization: string): Promise<boolean> {
  const [connection] = await tx.$queryRaw<{ enforced: boolean }[]>`
    SELECT enforced_at IS NOT NULL AS enforced FROM sso_connections WHERE organization_id = ${organization}::uuid AND removed_at IS NULL FOR SHARE`;
  return connection?.enforced === true;
}
