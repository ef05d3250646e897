import { createHmac, hash } from 'node:crypto';

export type LinkPurpose = 'invitation' | 'sign-in';
type Link = [purpose: LinkPurpose, organization: string, id: string, version: number];

const mac = (key: Uint8Array, what: string, link: Link): Buffer =>
  createHmac('sha256', key)
    .update([what, ...link].join(':'))
    .digest();

/** The token of a mailed link (decision 3): derived, so that a mail that is sent again carries the same link. 43 characters, base64url. */
export function tokenOf(key: Uint8Array, ...link: Link): string {
  return mac(key, 'token', link).toString('base64url');
}

/** Eight digits for typing. So short a secret lives for minutes and for a few attempts (prisma/commands/persons). */
export function codeOf(key: Uint8Array, ...link: Link): string {
  return (mac(key, 'code', link).readBigUInt64BE() % 100_000_000n).toString().padStart(8, '0');
}

/** How such digits are kept: a bare hash of so few could be undone by counting. */
export function codeHashOf(key: Uint8Array, id: string, code: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHmac('sha256', key).update(`kept code:${id}:${code}`).digest());
}

/** How tokens, and session cookies, are kept: SHA-256. They have 256 bits, so nothing slower is needed. */
export function hashOf(token: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(hash('sha256', token, 'buffer'));
}
