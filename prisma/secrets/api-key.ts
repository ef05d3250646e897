import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { hashOf } from './links.ts';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const PREFIX = 'dwk_live_';
const RANDOM = 32; // characters: 190 bits
const CHECK = 6;
/** For secret scanners: nothing else looks like it, and the checksum rules out what only looks like it. */
const SHAPE = /^dwk_live_[0-9A-Za-z]{38}$/;

/** A new API key. Only `key` is secret, and it is nowhere kept: `hash` is, and `prefix` and `lastFour`, by which people tell keys apart. */
export function makeApiKey(): { key: string; hash: Uint8Array<ArrayBuffer>; prefix: string; lastFour: string } {
  const body = PREFIX + randomText(RANDOM);
  const key = body + checksumOf(body);
  return {
    key,
    hash: hashOf(key),
    prefix: PREFIX + key.slice(PREFIX.length, PREFIX.length + 4),
    lastFour: key.slice(-4),
  };
}

/** The hash by which a key is looked up; undefined for what can't be a key of ours, without asking the database. */
export function hashOfApiKey(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!SHAPE.test(text) || checksumOf(text.slice(0, -CHECK)) !== text.slice(-CHECK)) return undefined;
  return hashOf(text);
}

function randomText(length: number): string {
  let text = '';
  while (text.length < length) {
    for (const byte of randomBytes(length)) {
      if (byte < 248 && text.length < length) text += ALPHABET[byte % 62]; // 248 = 4 × 62: each character is equally likely
    }
  }
  return text;
}

function checksumOf(body: string): string {
  let text = '';
  for (let rest = crc32(body); text.length < CHECK; rest = Math.floor(rest / 62)) text = ALPHABET[rest % 62] + text;
  return text;
}
