import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { emailDomainOf, normalizeEmail } from '../../rules/members/email.ts';

test.each([
  [' Ana.Lopez@ACME.example ', 'ana.lopez@acme.example'],
  ['ｂｅｎ＠acme.example', 'ben@acme.example'],
  ['ben+ci@sub.acme.example', 'ben+ci@sub.acme.example'],
  ['jürgen@bücher.example', 'jürgen@bücher.example'],
  ['o’neil@acme.example', 'o’neil@acme.example'],
])('%j is kept as %j', (typed, kept) => {
  expect(normalizeEmail(typed)).toBe(kept);
});

test.each([
  '',
  'ana',
  '@acme.example',
  'ana@',
  'ana@acme',
  'ana@@acme.example',
  'ana@acme..example',
  'ana@.example',
  'ana lopez@acme.example',
  'ana@acme.example\r\nBcc: evil@x.example',
  'ana@acme.example,evil@x.example',
  'Ana <ana@acme.example>',
  '"ana"@acme.example',
  'ana\u0000@acme.example',
  'ana\u200b@acme.example',
  'ana\u202e@acme.example',
  `${'a'.repeat(65)}@acme.example`,
  `ana@${'a'.repeat(250)}.example`,
])('%j is refused', (typed) => {
  expect(() => normalizeEmail(typed)).toThrow(
    expect.objectContaining({ name: 'invalid-request', facts: { field: 'email', expected: 'an e-mail address' } }),
  );
});

test('an address that was normalized is normalized, has one @, and can’t break a mail header', () => {
  fc.assert(
    fc.property(fc.oneof(fc.emailAddress(), fc.string({ unit: 'binary' })), (typed) => {
      let kept: string;
      try {
        kept = normalizeEmail(typed);
      } catch {
        return;
      }
      expect(normalizeEmail(kept)).toBe(kept);
      expect(kept).not.toMatch(/[\s,<>\p{C}]/u);
      expect(kept.split('@')).toHaveLength(2);
      expect(emailDomainOf(kept)).toBe(kept.split('@')[1]);
    }),
    { numRuns: 2_000 },
  );
});
