import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * A list's cursor: the position where it goes on, readable, with the master key's id and an HMAC-SHA256 under a key derived from that one. Bound to `place`,
 * which is not in it.
 */
export function cursorOf(key: Uint8Array, masterKeyId: string, place: string, position: string): string {
  return Buffer.from([masterKeyId, macOf(key, place, position), position].join('\n'), 'utf8').toString('base64url');
}

/** Reads a cursor, whoever made it. `mac` is to be compared by `isMac`. */
export function partsOf(cursor: string): { masterKeyId: string; mac: string; position: string } | undefined {
  const [, masterKeyId, mac, position] =
    /^([^\n]+)\n([^\n]+)\n(.*)$/s.exec(Buffer.from(cursor, 'base64url').toString('utf8')) ?? [];
  if (masterKeyId === undefined || mac === undefined || position === undefined) return undefined;
  return { masterKeyId, mac, position };
}

export function isMac(key: Uint8Array, place: string, position: string, mac: string): boolean {
  const [given, right] = [Buffer.from(mac), Buffer.from(macOf(key, place, position))]; // as text: base64 has several spellings
  return given.length === right.length && timingSafeEqual(given, right);
}

const macOf = (key: Uint8Array, place: string, position: string): string =>
  createHmac('sha256', key)
    .update(JSON.stringify([place, position]))
    .digest('base64url');
