import { randomBytes } from 'node:crypto';
import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { memberOf } from '../../../rules/sso/sign-in.ts';
import { changing, type Record } from '../../change.ts';
import { type Database, openDirectory, type Transaction } from '../../client.ts';
import type { MemberStatus } from '../../generated/enums.ts';
import { hashOf } from '../../secrets/links.ts';
import { lockMember } from '../members/lock.ts';
import { type Browser, type SignedIn, startSession } from '../sessions/sign-in.ts';

/** Who a provider says that somebody is (OpenID Connect Core §2), believed already. */
export interface ProvidersIdentity {
  ssoConnectionId: string;
  subject: string;
  /** verified, as normalized; null: none is */
  email: string | null;
  /** when the provider asked them last; null: it does not say */
  authenticatedAt: Date | null;
}

type Input = Browser & { identity: ProvidersIdentity; requestId?: string };

/**
 * Signs in whom a provider's identity stands for, into this organization alone (decision 180): never makes a member, and lets in nobody who is not active. Their first time binds the identity to
 * them. A session that this browser has of the same person goes on, under a new token; else a new one begins.
 * @throws Failure sso-no-member, sso-email-not-verified; sso-not-valid where the connection was removed meanwhile
 */
export function signInBySso(db: Database, organization: string, input: Input): Promise<SignedIn> {
  let actor: Actor = { by: 'system', reason: 'sso' };
  return changing(
    db,
    organization,
    () => actor,
    (tx, record) =>
      signInBySsoIn(tx, record, organization, input, (who) => {
        actor = who;
      }),
  );
}

/** The same in the caller's transaction; `known` is told who it is that comes in. */
export async function signInBySsoIn(
  tx: Transaction,
  record: Record,
  organization: string,
  input: Input,
  known: (who: Actor) => void,
): Promise<SignedIn> {
  const { identity, now, address, agent = '', requestId } = input;
  const { ssoConnectionId } = identity;
  const [connection] = await tx.$queryRaw<{ tried: boolean }[]>`
    SELECT tried_at IS NOT NULL AS tried FROM sso_connections
    WHERE organization_id = ${organization}::uuid AND id = ${ssoConnectionId}::uuid AND removed_at IS NULL FOR SHARE`;
  if (connection === undefined) throw new Failure('sso-not-valid', {});
  await openDirectory(tx);
  const { memberId, bind } = await match(tx, organization, identity);
  const { status, role } = await lockMember(tx, organization, memberId);
  if (status !== 'active') throw new Failure('sso-no-member', {}); // since it was looked for
  const bound = bind && (await bindTo(tx, organization, identity, memberId, now));
  const signedIn = await sessionOf(tx, organization, memberId, input);
  const { sessionId } = signedIn;
  await tx.$executeRaw`
    INSERT INTO session_organizations (organization_id, session_id, member_id, how, at, sso_connection_id, sso_proved_at)
    VALUES (${organization}::uuid, ${sessionId}::uuid, ${memberId}::uuid, 'sso', ${now}::timestamptz, ${ssoConnectionId}::uuid, ${provedAt(identity, now)}::timestamptz)
    ON CONFLICT (organization_id, session_id) DO UPDATE SET revoked_at = NULL, at = excluded.at, how = excluded.how,
      sso_connection_id = excluded.sso_connection_id, sso_proved_at = excluded.sso_proved_at`;
  const from = address === undefined ? {} : { from: { address, agent } };
  known({ by: 'member', memberId, through: 'session', throughId: sessionId, ...from, ...(requestId && { requestId }) });
  if (bound) recordBinding(record, identity, memberId);
  const after = { memberId, how: 'sso', ssoConnectionId, requestId };
  record({ action: 'session.started', object: 'session', objectId: sessionId, after });
  if (role === 'admin' && !connection.tried) await tried(tx, record, organization, ssoConnectionId, now);
  return signedIn;
}

/** A provider whose clock is ahead makes nobody's sign-in fresher. */
function provedAt({ authenticatedAt }: ProvidersIdentity, now: Date): Date | null {
  return authenticatedAt === null ? null : new Date(Math.min(authenticatedAt.getTime(), now.getTime()));
}

async function match(
  tx: Transaction,
  organizationId: string,
  { ssoConnectionId, subject, email }: ProvidersIdentity,
): Promise<{ memberId: string; bind: boolean }> {
  const bound = await tx.ssoIdentity.findUnique({
    where: { organizationId_ssoConnectionId_subject: { organizationId, ssoConnectionId, subject } },
    select: { memberId: true, member: { select: { status: true } } },
  });
  const byEmail = await tx.$queryRaw<{ memberId: string; status: MemberStatus; taken: boolean }[]>`
    SELECT m.id AS "memberId", m.status::text, EXISTS (SELECT FROM sso_identities i
        WHERE i.organization_id = m.organization_id AND i.sso_connection_id = ${ssoConnectionId}::uuid AND i.member_id = m.id) AS taken
    FROM members m WHERE m.organization_id = ${organizationId}::uuid AND m.person_id IS NOT NULL
      AND (m.email = ${email} OR m.person_id = (SELECT e.person_id FROM person_emails e WHERE e.email = ${email} AND e.until IS NULL))`;
  const holder = bound === null ? null : { memberId: bound.memberId, status: bound.member.status };
  const found = memberOf(holder, email, byEmail);
  if (typeof found === 'string') throw new Failure(found, {});
  return found;
}

/** @returns whether it was not bound before. @throws Failure sso-no-member when another became the holder of either meanwhile */
async function bindTo(
  tx: Transaction,
  organizationId: string,
  { ssoConnectionId, subject }: ProvidersIdentity,
  memberId: string,
  now: Date,
): Promise<boolean> {
  const row = { organizationId, ssoConnectionId, subject, memberId, boundAt: now };
  const { count } = await tx.ssoIdentity.createMany({ data: [row], skipDuplicates: true });
  if (count > 0) return true;
  const holder = await tx.ssoIdentity.count({ where: { organizationId, ssoConnectionId, subject, memberId } });
  if (holder === 0) throw new Failure('sso-no-member', {});
  return false;
}

async function sessionOf(
  tx: Transaction,
  organizationId: string,
  memberId: string,
  browser: Browser,
): Promise<SignedIn> {
  const { personId } = await tx.member.findUniqueOrThrow({
    where: { organizationId_id: { organizationId, id: memberId } },
    select: { personId: true },
  });
  if (personId === null) throw new Failure('sso-no-member', {});
  const { sessionToken, now } = browser;
  if (sessionToken !== undefined) {
    const token = randomBytes(32).toString('base64url');
    const [same] = await tx.$queryRaw<{ sessionId: string; expiresAt: Date }[]>`
      UPDATE sessions SET token_hash = ${hashOf(token)} WHERE token_hash = ${hashOf(sessionToken)} AND person_id = ${personId}::uuid
        AND revoked_at IS NULL AND expires_at > ${now}::timestamptz RETURNING id AS "sessionId", expires_at AS "expiresAt"`;
    if (same !== undefined) return { ...same, personId, token };
  }
  return await startSession(tx, personId, 'sso', browser);
}

function recordBinding(record: Record, { ssoConnectionId, subject, email }: ProvidersIdentity, memberId: string): void {
  record({
    action: 'member.sso-identity-bound',
    object: 'member',
    objectId: memberId,
    after: { ssoConnectionId },
    personal: [{ of: memberId, values: { subject, email } }],
  });
}

/** An admin came in by it, so it can be enforced. */
async function tried(tx: Transaction, record: Record, organizationId: string, id: string, now: Date): Promise<void> {
  const { count } = await tx.ssoConnection.updateMany({
    where: { organizationId, id, triedAt: null },
    data: { triedAt: now },
  });
  if (count > 0) record({ action: 'sso-connection.tried', object: 'sso-connection', objectId: id });
}
