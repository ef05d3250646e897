import { randomBytes, timingSafeEqual } from 'node:crypto';
import { Failure } from '../../../rules/failures.ts';
import { normalizeEmail } from '../../../rules/members/email.ts';
import { signIn } from '../../../rules/members/sign-in.ts';
import { type Database, inDirectory, type Transaction } from '../../client.ts';
import { hashOf } from '../../secrets/links.ts';
import type { Secrets } from '../../secrets/secrets.ts';

export interface Browser {
  address?: string;
  agent?: string;
  /** the token of the session that this browser has: it ends, whoever's it was */
  sessionToken?: string;
  now: Date;
}

export interface SignedIn {
  sessionId: string;
  personId: string;
  /** for the cookie; only its hash is kept */
  token: string;
  expiresAt: Date;
}

/**
 * Signs in by a mailed link, which is used up by it. A new session each time, so that what a browser had before is worth nothing.
 * @throws Failure link-not-valid: unknown, used or expired, all alike
 */
export function signInByLink(db: Database, input: Browser & { token: string }): Promise<SignedIn> {
  return inDirectory(db, (tx) => signInByLinkIn(tx, input));
}

/** The same in the caller's transaction, which sees the directory. */
export async function signInByLinkIn(tx: Transaction, input: Browser & { token: string }): Promise<SignedIn> {
  const [link] = await tx.$queryRaw<{ personId: string }[]>`
    UPDATE sign_in_links SET used_at = ${input.now}::timestamptz
    WHERE token_hash = ${hashOf(input.token)} AND used_at IS NULL AND expires_at > ${input.now}::timestamptz
    RETURNING person_id AS "personId"`;
  if (link === undefined) throw new Failure('link-not-valid', {});
  return await startSession(tx, link.personId, 'link', input);
}

/**
 * Signs in by the digits of a mail, typed with its address. A wrong code counts against every link of that person that is open, so that asking for more
 * mails gives no more attempts.
 * @throws Failure link-not-valid: unknown address, wrong or expired code, too many attempts, all alike
 */
export async function signInByCode(
  db: Database,
  secrets: Secrets,
  input: Browser & { email: string; code: string },
): Promise<SignedIn> {
  const email = normalizeEmail(input.email);
  const { code, now } = input;
  // the refusal must not undo the counting of the attempt, so it is thrown outside the transaction
  const signedIn = await inDirectory(db, async (tx) => {
    const links = await tx.$queryRaw<{ id: string; personId: string; codeHash: Uint8Array }[]>`
      UPDATE sign_in_links l SET attempts = attempts + 1 FROM person_emails e
      WHERE e.email = ${email} AND e.until IS NULL AND l.person_id = e.person_id
        AND l.used_at IS NULL AND l.expires_at > ${now}::timestamptz AND l.attempts < ${signIn.codeAttempts}
      RETURNING l.id, l.person_id AS "personId", l.code_hash AS "codeHash"`;
    const link = links.find(({ id, codeHash }) => timingSafeEqual(codeHash, secrets.linkCodeHash(id, code)));
    if (link === undefined) return null;
    await tx.signInLink.update({ where: { id: link.id }, data: { usedAt: now }, select: { id: true } });
    return startSession(tx, link.personId, 'code', input);
  });
  if (signedIn === null) throw new Failure('link-not-valid', {});
  return signedIn;
}

/** Signs in someone who proved their address just now by an invitation's link. */
export function signInByInvitation(db: Database, input: Browser & { personId: string }): Promise<SignedIn> {
  return inDirectory(db, (tx) => startSession(tx, input.personId, 'invitation', input));
}

/** A new session, in the caller's transaction, which sees the directory. */
export async function startSession(
  tx: Transaction,
  personId: string,
  how: 'link' | 'code' | 'invitation' | 'sso',
  { now, address, agent, sessionToken }: Browser,
): Promise<SignedIn> {
  const token = randomBytes(32).toString('base64url');
  const expiresAt = new Date(now.getTime() + signIn.sessionDays * 86_400_000);
  if (sessionToken !== undefined) {
    await tx.session.updateMany({
      where: { tokenHash: hashOf(sessionToken), revokedAt: null },
      data: { revokedAt: now },
    });
  }
  const session = await tx.session.create({
    data: {
      personId,
      tokenHash: hashOf(token),
      createdAt: now,
      provedAt: now,
      how,
      expiresAt,
      address: address ?? null,
      agent: agent?.slice(0, 300) ?? null,
    },
    select: { id: true },
  });
  return { sessionId: session.id, personId, token, expiresAt };
}
