import { signInLinkVersion } from '../../commands/sessions/ask-sign-in.ts';
import { type Database, inDirectory } from '../../client.ts';
import type { Secrets } from '../../secrets/secrets.ts';

export interface SignInMail {
  email: string;
  /** goes into the fragment of `${DOORWARD_URL}/sign-in#…` */
  token: string;
  /** eight digits, to be typed instead */
  code: string;
  expiresAt: Date;
}

/** What to mail for a sign-in link; null when it was used, has expired, or the address is held no more: then there is nothing to send. */
export async function signInMail(
  db: Database,
  secrets: Secrets,
  input: { signInLinkId: string; now: Date },
): Promise<SignInMail | null> {
  const { signInLinkId: id, now } = input;
  const link = await inDirectory(db, (tx) =>
    tx.signInLink.findUnique({
      where: { id },
      include: { person: { select: { emails: { where: { until: null }, orderBy: { from: 'desc' }, take: 1 } } } },
    }),
  );
  const email = link?.person.emails[0]?.email;
  if (link == null || email === undefined || link.usedAt !== null || link.expiresAt <= now) return null;
  return {
    email,
    token: secrets.linkToken('sign-in', '', id, signInLinkVersion),
    code: secrets.linkCode('sign-in', '', id, signInLinkVersion),
    expiresAt: link.expiresAt,
  };
}
