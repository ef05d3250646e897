import { Failure } from '../failures.ts';

/** The longest address that mail can carry (RFC 5321, 4.5.3.1.3). */
const LONGEST = 254;
// One @, something on both sides, a dot in the email domain; no space, control, quoting or list character anywhere: such addresses are
// legal (RFC 5322) but nobody has one, and a mail header must never be able to read two addresses in one.
const SHAPE = /^[^\s@"(),:;<>[\\\]\p{C}]+@[^\s@"(),:;<>[\\\]\p{C}.]+(\.[^\s@"(),:;<>[\\\]\p{C}.]+)+$/u;

/**
 * The one form in which an e-mail address is kept and compared: trimmed, NFKC, lower case.
 * @throws Failure invalid-request when it isn't an address that a mail could be sent to
 */
export function normalizeEmail(text: string): string {
  const email = text.trim().normalize('NFKC').toLowerCase();
  const local = email.slice(0, email.lastIndexOf('@'));
  if (email.length > LONGEST || local.length > 64 || !SHAPE.test(email)) {
    throw new Failure('invalid-request', { field: 'email', expected: 'an e-mail address' });
  }
  return email;
}

/** The email domain of a normalized address. */
export function emailDomainOf(email: string): string {
  return email.slice(email.lastIndexOf('@') + 1);
}
