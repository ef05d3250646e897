import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { hashOfApiKey, makeApiKey } from '../../prisma/secrets/api-key.ts';
import { keyVersionOf, open, seal } from '../../prisma/secrets/box.ts';
import { codeOf, hashOf, tokenOf } from '../../prisma/secrets/links.ts';

describe('an API key', () => {
  test('has a prefix for scanners, and shows only what tells it apart', () => {
    const { key, hash, prefix, lastFour } = makeApiKey();
    expect(key).toMatch(/^dwk_live_[0-9A-Za-z]{38}$/);
    expect(hashOfApiKey(key)).toEqual(hash);
    expect([key.startsWith(prefix), prefix.length, key.endsWith(lastFour), lastFour.length]).toEqual([
      true,
      13,
      true,
      4,
    ]);
  });

  test('with one character wrong is known to be none of ours, without asking the database', () => {
    fc.assert(
      fc.property(fc.nat({ max: 37 }), fc.constantFrom('0', '9', 'A', 'Z', 'a', 'z'), (place, character) => {
        const { key } = makeApiKey();
        const at = 'dwk_live_'.length + place;
        const wrong = key.slice(0, at) + character + key.slice(at + 1);
        expect(hashOfApiKey(wrong) === undefined).toBe(wrong !== key);
      }),
    );
  });

  test.each(['', 'dwk_live_', 'dwk_test_', `dwk_live_${'0'.repeat(38)}`, 'Bearer dwk_live_x'])('is not %j', (text) => {
    expect(hashOfApiKey(text)).toBeUndefined();
  });
});

describe('a box', () => {
  const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

  test('opens with its key at its place, and says its key’s version', () => {
    fc.assert(
      fc.property(bytes(32), fc.uint8Array({ maxLength: 100 }), fc.nat(), fc.string(), (key, plain, version, place) => {
        const box = seal(key, version, plain, place);
        expect(new Uint8Array(open(key, box, place))).toEqual(plain);
        expect(keyVersionOf(box)).toBe(version);
      }),
    );
  });

  test('does not open with another key, at another place, or with any bit changed', () => {
    const [key, other] = [randomBytes(32), randomBytes(32)];
    const box = seal(key, 1, Buffer.from('secret'), 'here');
    expect(() => open(other, box, 'here')).toThrow();
    expect(() => open(key, box, 'there')).toThrow();
    for (let bit = 5 * 8; bit < box.length * 8; bit++) {
      const changed = new Uint8Array(box);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => open(key, changed, 'here')).toThrow();
    }
    expect(() => open(key, box.slice(0, 20), 'here')).toThrow('not a box');
  });

  test('of the same secret is another each time', () => {
    const key = randomBytes(32);
    expect(seal(key, 1, Buffer.from('x'), 'here')).not.toEqual(seal(key, 1, Buffer.from('x'), 'here'));
  });
});

describe('a mailed link’s token', () => {
  const key = Buffer.alloc(32, 1);

  test('is the same for the same link, and another for another purpose, organization, object, version or key', () => {
    const token = tokenOf(key, 'invitation', 'org', 'id', 1);
    expect(tokenOf(key, 'invitation', 'org', 'id', 1)).toBe(token);
    expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
    const others = [
      tokenOf(key, 'sign-in', 'org', 'id', 1),
      tokenOf(key, 'invitation', 'other', 'id', 1),
      tokenOf(key, 'invitation', 'org', 'other', 1),
      tokenOf(key, 'invitation', 'org', 'id', 2),
      tokenOf(Buffer.alloc(32, 2), 'invitation', 'org', 'id', 1),
    ];
    expect(new Set([token, ...others]).size).toBe(6);
    expect(hashOf(token)).toHaveLength(32);
  });

  test('tells nothing of the code that can be typed instead: eight digits', () => {
    const codes = Array.from({ length: 200 }, (_, i) => codeOf(key, 'sign-in', '', String(i), 1));
    for (const code of codes) expect(code).toMatch(/^\d{8}$/);
    expect(new Set(codes).size).toBe(200);
  });
});
