import { expect, test } from '@jest/globals';
import { memberOf, verifiedEmailOf } from '../../rules/sso/sign-in.ts';

const ben = { memberId: 'ben', status: 'active', taken: false } as const;

test('an account is who it is bound to, whatever its address', () => {
  expect(memberOf(ben, null, [])).toEqual({ memberId: 'ben', bind: false });
  expect(memberOf(ben, 'eve@acme.example', [{ ...ben, memberId: 'eve' }])).toEqual({ memberId: 'ben', bind: false });
});

test('an account that nobody has is bound to the one active member with its verified address', () => {
  expect(memberOf(null, 'ben@acme.example', [ben])).toEqual({ memberId: 'ben', bind: true });
  expect(memberOf(null, 'ben@acme.example', [ben, { ...ben, memberId: 'old', status: 'removed' }])).toEqual({
    memberId: 'ben',
    bind: true,
  });
  expect(memberOf(null, null, [ben])).toBe('sso-email-not-verified');
  expect(memberOf(null, 'ben@acme.example', [{ ...ben, taken: true }])).toBe('sso-no-member');
  expect(memberOf(null, 'ben@acme.example', [ben, { ...ben, memberId: 'other' }])).toBe('sso-no-member');
  expect(memberOf(null, 'ben@acme.example', [])).toBe('sso-no-member');
});

test.each(['invited', 'suspended', 'deactivated', 'removed'] as const)(
  'whoever is %s is refused as somebody unknown is',
  (status) => {
    for (const email of [null, 'ben@acme.example']) {
      const unknown = memberOf(null, email, []);
      expect(memberOf({ memberId: 'ben', status }, email, [])).toBe(unknown);
      expect(memberOf(null, email, [{ ...ben, status }])).toBe(unknown);
      expect(memberOf({ memberId: 'ben', status }, email, [{ ...ben, memberId: 'eve' }])).toBe(unknown);
    }
  },
);

test('an address counts only when it is said to be verified, and has nothing that looks like something else', () => {
  expect(verifiedEmailOf({ email: 'Ben@Acme.example', email_verified: true })).toBe('ben@acme.example');
  for (const said of ['true', 1, undefined, false])
    expect(verifiedEmailOf({ email: 'ben@acme.example', email_verified: said })).toBeNull();
  for (const email of ['b\u0435n@acme.example', '\uff42en@acme.example', 'ben @acme.example', 'ben', undefined, 3])
    expect(verifiedEmailOf({ email, email_verified: true })).toBeNull();
});
