import { randomBytes } from 'node:crypto';
import { hashOf } from './links.ts';

const PREFIX = 'dwa_';
const SHAPE = /^dwa_[\w-]{86}$/;

/** What a code says: whose affiliation it offers, and how that is kept. */
export interface AffiliationCode {
  organization: string;
  id: string;
  hash: Uint8Array<ArrayBuffer>;
}

/** The code of an offered affiliation: both ids and 256 random bits. It is nowhere kept. */
export function makeAffiliationCode(organization: string, id: string): { code: string; hash: Uint8Array<ArrayBuffer> } {
  const code = PREFIX + Buffer.concat([bytesOf(organization), bytesOf(id), randomBytes(32)]).toString('base64url');
  return { code, hash: hashOf(code) };
}

/** Undefined for what can't be a code of ours. */
export function readAffiliationCode(code: string): AffiliationCode | undefined {
  if (!SHAPE.test(code)) return undefined;
  const bytes = Buffer.from(code.slice(PREFIX.length), 'base64url');
  return { organization: idOf(bytes.subarray(0, 16)), id: idOf(bytes.subarray(16, 32)), hash: hashOf(code) };
}

const bytesOf = (id: string): Buffer => Buffer.from(id.replaceAll('-', ''), 'hex');

function idOf(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
