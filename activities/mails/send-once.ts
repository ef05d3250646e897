import type { Database } from '../../prisma/client.ts';
import { inOrganization } from '../../prisma/client.ts';
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
