import { claimNotice, type KeyNotice, noticeTold } from '../../prisma/commands/credentials/notices.ts';
import { keyToTell, type KeyToTell, noticesDue } from '../../prisma/queries/key-notices/due.ts';
import { type Letter, mailOf } from '../mails/letter.ts';
import { sendUnlessRefused } from '../mails/send-once.ts';
import { mostNotices, tellEach, type Telling } from '../mails/tell-each.ts';
import { expiringLetter, usedAfterEndLetter } from './letters.ts';

/**
 * Tells what is due of API keys, in every organization: of one that ends soon whoever can replace it, of one that was used after its end the admins. What could
 * not be told is due again a minute later; a mail that went out before does not go out again.
 * @param trouble hears what went wrong
 * @returns how many notices were told
 */
export async function tellKeyNotices(telling: Telling, now: Date, trouble: (error: unknown) => void): Promise<number> {
  const due = await noticesDue(telling.db, { now, limit: mostNotices });
  return await tellEach(due, (notice) => tell(telling, notice, now), trouble);
}

async function tell(telling: Telling, notice: KeyNotice, now: Date): Promise<boolean> {
  const { db, url } = telling;
  const { organization, credentialId, kind } = notice;
  const dueAt = await claimNotice(db, notice, now);
  if (dueAt === null) return false;
  const key = await keyToTell(db, organization, credentialId);
  if (key === null) throw new Error(`no API key ${credentialId}`);
  const page = `${url}/o/${organization}/api-keys`;
  const id = `api-key-${kind}/${credentialId}/${dueAt.toISOString()}`;
  const expiring = kind === 'expiring' ? endingSoon(key, now) : null;
  if (expiring !== null)
    await send(telling, organization, id, key.keeper === null ? key.admins : [key.keeper], (to) =>
      expiringLetter(to, expiring, page),
    );
  if (kind === 'used-after-end')
    await send(telling, organization, id, key.admins, (to) => usedAfterEndLetter(to, key, page));
  await noticeTold(db, notice, { now, expiring });
  return true;
}

/** Null: it has ended or was rotated meanwhile, and its end cuts nobody off. */
function endingSoon(key: KeyToTell, now: Date): (KeyToTell & { expiresAt: Date }) | null {
  const { expiresAt, living } = key;
  return living && expiresAt !== null && expiresAt > now ? { ...key, expiresAt } : null;
}

async function send(
  { db, mailer }: Telling,
  organization: string,
  id: string,
  to: KeyToTell['admins'],
  letter: (to: { name: string }) => Letter,
): Promise<void> {
  for (const one of to) {
    await sendUnlessRefused(db, organization, mailer, mailOf(`${id}/${one.memberId}`, one.email, letter(one)));
  }
}
