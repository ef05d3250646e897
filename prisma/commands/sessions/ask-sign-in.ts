import { randomUUID } from 'node:crypto';
import { normalizeEmail } from '../../../rules/members/email.ts';
import { signIn } from '../../../rules/members/sign-in.ts';
import { type Database, inDirectory } from '../../client.ts';
import { hashOf } from '../../secrets/links.ts';
import type { Secrets } from '../../secrets/secrets.ts';

/** The version in a sign-in link's token: such a link is never sent a second time. */
export const signInLinkVersion = 1;

/**
 * Makes a link that signs a person in. Only who holds the address and is an active member somewhere gets one, and only a few at a time; whether there
 * is one must not show in the answer to whoever asked.
 * @returns the link's id, for the mail; null: no mail
 * @throws Failure invalid-request when it isn't an address
 */
export async function askSignIn(
  db: Database,
  secrets: Secrets,
  input: { email: string; now: Date },
): Promise<{ signInLinkId: string } | null> {
  const email = normalizeEmail(input.email);
  const { now } = input;
  const holder = await inDirectory(db, (tx) =>
    tx.personEmail.findFirst({ where: { email, until: null }, select: { personId: true } }),
  );
  if (holder === null) return null;
  const { personId } = holder;
  return inDirectory(
    db,
    async (tx) => {
      await tx.$executeRaw`SELECT FROM persons WHERE id = ${personId}::uuid FOR NO KEY UPDATE`; // two at once count one after the other
      const active = await tx.member.count({ where: { personId, status: 'active' } });
      const open = await tx.signInLink.count({ where: { personId, usedAt: null, expiresAt: { gt: now } } });
      if (active === 0 || open >= signIn.openLinks) return null;
      const id = randomUUID();
      await tx.signInLink.create({
        data: {
          id,
          personId,
          tokenHash: hashOf(secrets.linkToken('sign-in', '', id, signInLinkVersion)),
          codeHash: secrets.linkCodeHash(id, secrets.linkCode('sign-in', '', id, signInLinkVersion)),
          createdAt: now,
          expiresAt: new Date(now.getTime() + signIn.linkMinutes * 60_000),
        },
        select: { id: true },
      });
      return { signInLinkId: id };
    },
    personId,
  );
}
