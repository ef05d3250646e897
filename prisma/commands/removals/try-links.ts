import { randomBytes } from 'node:crypto';
import { Failure } from '../../../rules/failures.ts';
import { type Database, inOrganization, openDirectory, type Transaction } from '../../client.ts';
import { naming } from '../../failures.ts';
import { hashOf } from '../../secrets/links.ts';
import { acceptIn } from '../invitations/accept.ts';
import { openDoorIn } from '../sessions/open-door.ts';
import { signInByLinkIn } from '../sessions/sign-in.ts';
import { type ProvidersIdentity, signInBySsoIn } from '../sso-connections/sign-in.ts';

const MINUTE = 60_000;

/**
 * Tries a mailed sign-in as the person: a link as it would be mailed now is used, and the session that it gives asks to be let into this organization. Undone in any case. It is a link of its own, not one
 * that was mailed: whether there is one is not this organization's to know.
 * @returns the name of the refusal; null: they were let in
 */
export function trySignIn(
  db: Database,
  organization: string,
  { personId, now }: { personId: string; now: Date },
): Promise<string | null> {
  return undone(db, organization, async (tx) => {
    await openDirectory(tx);
    const link = randomBytes(32).toString('base64url');
    const expiresAt = new Date(now.getTime() + MINUTE);
    await tx.signInLink.create({
      data: { personId, tokenHash: hashOf(link), codeHash: randomBytes(32), createdAt: now, expiresAt },
      select: { id: true },
    });
    const { token } = await signInByLinkIn(tx, { token: link, now });
    const open = await openDoorIn(tx, organization, { sessionHash: hashOf(token), now }, () => undefined);
    if (!open) throw new Failure('unauthenticated', {});
  });
}

/**
 * Tries to join by an invitation's link as the person to whom it was mailed. Undone in any case.
 * @returns the name of the refusal; null: they were let in, or will be as soon as their removal has ended
 */
export async function tryInvitation(
  db: Database,
  organization: string,
  { invitationId, token, personId, now }: { invitationId: string; token: string; personId: string; now: Date },
): Promise<string | null> {
  const tokenHash = Buffer.from(hashOf(token)).toString('hex');
  const refusal = await undone(db, organization, (tx) =>
    acceptIn(tx, () => undefined, organization, { invitationId, tokenHash, personId, now }),
  );
  return refusal === 'already-leaving' ? null : refusal;
}

/**
 * Tries to come in by the organization's own sign-in as whom its provider may call them. Undone in any case.
 * @returns the name of the refusal; null: they were let in
 */
export function trySso(
  db: Database,
  organization: string,
  { identity, now }: { identity: ProvidersIdentity; now: Date },
): Promise<string | null> {
  const unheard = () => undefined;
  return undone(db, organization, (tx) => signInBySsoIn(tx, unheard, organization, { identity, now }, unheard));
}

class Undone extends Error {}

async function undone(
  db: Database,
  organization: string,
  work: (tx: Transaction) => Promise<unknown>,
): Promise<string | null> {
  const attempt = inOrganization(db, organization, async (tx) => {
    await work(tx);
    throw new Undone();
  });
  try {
    return await naming(attempt);
  } catch (error) {
    if (error instanceof Undone) return null;
    if (error instanceof Failure) return error.name;
    throw error;
  }
}
