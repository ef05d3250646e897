import { randomUUID } from 'node:crypto';
import { freshMinutes } from '../../../rules/access/caller.ts';
import type { From } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { emergencyMailMinutes } from '../../../rules/sso/sign-in.ts';
import { changing } from '../../change.ts';
import { type Database, inOrganization } from '../../client.ts';
import type { SessionView } from '../../queries/sessions/read.ts';
import { lockMember } from '../members/lock.ts';

interface Emergency {
  session: Pick<SessionView, 'id' | 'personId' | 'provedAt' | 'how' | 'organizations'>;
  /** in their words */
  reason: string;
  from: From;
  requestId: string;
  now: Date;
}

/**
 * Lets an admin in past the sign-in that is enforced, for an hour, by a mailed sign-in of the last minutes: for when the provider fails. It is in the audit with their reason, an event for hosts, and every
 * admin is told by mail (`sso_emergencies`).
 * @throws Failure fresh-sign-in-needed, also where the door was shut since they signed in (decision 4); not-found where the organization is none of theirs; not-allowed for who is no active admin; wrong-state where nothing is enforced
 */
export async function comeInInEmergency(
  db: Database,
  organization: string,
  { session, reason, from, requestId, now }: Emergency,
): Promise<void> {
  const theirs = session.organizations.find(({ id }) => id === organization);
  if (theirs === undefined) throw new Failure('not-found', { object: 'organization' });
  if (session.how === 'sso' || now.getTime() - session.provedAt.getTime() >= freshMinutes * 60_000)
    throw new Failure('fresh-sign-in-needed', { withinMinutes: freshMinutes });
  const { memberId } = theirs;
  const actor = { by: 'member', memberId, through: 'session', throughId: session.id, from, requestId } as const;
  await changing(db, organization, actor, async (tx, record) => {
    const [connection] = await tx.$queryRaw<{ enforced: boolean }[]>`
      SELECT enforced_at IS NOT NULL AS enforced FROM sso_connections WHERE organization_id = ${organization}::uuid AND removed_at IS NULL FOR SHARE`;
    const { status, role } = await lockMember(tx, organization, memberId);
    if (status !== 'active' || role !== 'admin')
      throw new Failure('not-allowed', { action: 'come in', because: 'In an emergency only admins come in' });
    if (connection?.enforced !== true)
      throw new Failure('wrong-state', { object: 'sso-connection', state: 'not enforced', needs: 'enforced' });
    const opened = await tx.$executeRaw`
      INSERT INTO session_organizations AS d (organization_id, session_id, member_id, how, at)
      VALUES (${organization}::uuid, ${session.id}::uuid, ${memberId}::uuid, 'emergency', ${now}::timestamptz)
      ON CONFLICT (organization_id, session_id) DO UPDATE SET revoked_at = NULL, at = excluded.at, how = excluded.how, sso_connection_id = NULL, sso_proved_at = NULL
        WHERE d.revoked_at IS NULL OR d.revoked_at < ${session.provedAt}::timestamptz`;
    if (opened === 0) throw new Failure('fresh-sign-in-needed', { withinMinutes: freshMinutes });
    const id = randomUUID();
    await tx.ssoEmergency.create({
      data: { organizationId: organization, id, memberId, at: now },
      select: { id: true },
    });
    record({
      action: 'session.started-in-emergency',
      object: 'session',
      objectId: session.id,
      after: { memberId, how: 'emergency' },
      personal: [{ of: memberId, values: { reason } }],
    });
  });
}

const CLAIM_MS = 60_000;

/**
 * Takes the emergencies of an organization that its admins were not told of, for a while, so that of several workers one tells them, all in one mail. Whoever comes in while a mail is on its way, or within
 * minutes of one, is in the next: none is left out, and nobody's mailbox is filled.
 * @returns their ids; none: another has them, they were told, or a mail went out just now
 */
export async function claimEmergencies(db: Database, organizationId: string, now: Date): Promise<string[]> {
  const quiet = new Date(now.getTime() - emergencyMailMinutes * 60_000);
  return await inOrganization(db, organizationId, async (tx) => {
    await tx.$executeRaw`SELECT FROM sso_emergencies WHERE organization_id = ${organizationId}::uuid AND told_at IS NULL ORDER BY id FOR NO KEY UPDATE`;
    const busy = await tx.ssoEmergency.count({
      where: { organizationId, OR: [{ toldAt: { gt: quiet } }, { toldAt: null, claimedUntil: { gt: now } }] },
    });
    if (busy > 0) return [];
    const where = { organizationId, toldAt: null };
    await tx.ssoEmergency.updateMany({ where, data: { claimedUntil: new Date(now.getTime() + CLAIM_MS) } });
    const claimed = await tx.ssoEmergency.findMany({
      where,
      select: { id: true },
      orderBy: [{ at: 'asc' }, { id: 'asc' }],
    });
    return claimed.map(({ id }) => id);
  });
}

/** Every admin was told. */
export async function emergenciesTold(
  db: Database,
  { organization: organizationId, ids }: { organization: string; ids: string[] },
  now: Date,
): Promise<void> {
  await inOrganization(db, organizationId, (tx) =>
    tx.ssoEmergency.updateMany({ where: { organizationId, id: { in: ids }, toldAt: null }, data: { toldAt: now } }),
  );
}
