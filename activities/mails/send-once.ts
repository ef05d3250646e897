import type { Database } from '../../prisma/client.ts';
import { inOrganization } from '../../prisma/client.ts';
import { Failure } from '../../rules/failures.ts';
import type { Mail, Mailer } from '../dependencies.ts';

/**
 * Sends a mail unless its receipt says that it was sent. No transaction is open while the mail server answers, so a kill between the two, or two at once, can send
 * it again: with the same Message-ID, by which mail programs know it for the same.
 * @throws Failure `mail-unreachable`, which passes
 */
export async function sendOnce(db: Database, organization: string, mailer: Mailer, mail: Mail): Promise<void> {
  const key = `mail/${mail.id}`;
  const where = { organizationId_key: { organizationId: organization, key } };
  if ((await inOrganization(db, organization, (tx) => tx.receipt.findUnique({ where }))) !== null) return;
  await mailer.send(mail);
  await inOrganization(db, organization, (tx) =>
    tx.receipt.createMany({ data: [{ organizationId: organization, key }], skipDuplicates: true }),
  );
}

/**
 * As `sendOnce`, for one of several: an address that takes no mail must not keep it from the others.
 * @returns false: it was refused
 * @throws Failure `mail-unreachable`, which passes
 */
export async function sendUnlessRefused(
  db: Database,
  organization: string,
  mailer: Mailer,
  mail: Mail,
): Promise<boolean> {
  try {
    await sendOnce(db, organization, mailer, mail);
    return true;
  } catch (error) {
    if (error instanceof Failure && error.name === 'mail-refused') return false;
    throw error;
  }
}
