import { normalizeEmail } from '../../../rules/members/email.ts';
import { type Database, inDirectory, type Transaction } from '../../client.ts';
import { naming } from '../../failures.ts';

/**
 * The person who holds an address; made if there is none. In a transaction that is open to the directory. Two at once get the same person.
 * @returns the person's id
 */
export async function personOf(tx: Transaction, address: string, now: Date): Promise<string> {
  const email = normalizeEmail(address);
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`person_emails:${email}`}, 0))`;
  const held = await tx.personEmail.findFirst({ where: { email, until: null }, select: { personId: true } });
  if (held !== null) return held.personId;
  const person = await tx.person.create({
    data: { createdAt: now, emails: { create: { email, from: now } } },
    select: { id: true },
  });
  return person.id;
}

/** personOf in a transaction of its own. A person who is a member nowhere can do nothing. */
export function ensurePerson(db: Database, address: string, now: Date): Promise<string> {
  return naming(inDirectory(db, (tx) => personOf(tx, address, now)));
}
