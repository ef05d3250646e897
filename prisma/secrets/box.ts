import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const FORMAT = 1;
const IV = 12;
const TAG = 16;

/**
 * AES-256-GCM. A box is: format (1 byte) | version of the key (4) | IV (12) | ciphertext | tag (16). `place` is authenticated with it: a box
 * that was moved to another place, or was changed by a bit, does not open.
 */
export function seal(key: Uint8Array, keyVersion: number, plain: Uint8Array, place: string): Uint8Array<ArrayBuffer> {
  const iv = randomBytes(IV);
  const head = Buffer.alloc(5);
  head.writeUInt8(FORMAT, 0);
  head.writeUInt32BE(keyVersion, 1);
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: TAG });
  cipher.setAAD(Buffer.from(place, 'utf8'));
  const text = [cipher.update(plain), cipher.final()];
  return new Uint8Array(Buffer.concat([head, iv, ...text, cipher.getAuthTag()]));
}

/** Which version of the organization's key a box was sealed with. */
export function keyVersionOf(box: Uint8Array): number {
  const bytes = Buffer.from(box);
  if (bytes.length < 5 + IV + TAG || bytes.readUInt8(0) !== FORMAT) throw new Error('not a box of a known format');
  return bytes.readUInt32BE(1);
}

/** @throws Error when key, place or box are not those that belong together */
export function open(key: Uint8Array, box: Uint8Array, place: string): Uint8Array {
  keyVersionOf(box);
  const bytes = Buffer.from(box);
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(5, 5 + IV), { authTagLength: TAG });
  decipher.setAAD(Buffer.from(place, 'utf8'));
  decipher.setAuthTag(bytes.subarray(-TAG));
  return Buffer.concat([decipher.update(bytes.subarray(5 + IV, -TAG)), decipher.final()]);
}
