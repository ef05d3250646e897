import { expect, test } from '@jest/globals';
import { memberOf, promptOf, verifiedEmailOf } from '../../rules/sso/sign-in.ts';

const issuer = 'https://login.acme.example';
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
  expect(verifiedEmailOf(issuer, { email: 'Ben@Acme.example', email_verified: true })).toBe('ben@acme.example');
  for (const said of ['true', 1, undefined, false])
    expect(verifiedEmailOf(issuer, { email: 'ben@acme.example', email_verified: said })).toBeNull();
  for (const email of ['b\u0435n@acme.example', '\uff42en@acme.example', 'ben @acme.example', 'ben', undefined, 3])
    expect(verifiedEmailOf(issuer, { email, email_verified: true })).toBeNull();
});

test('of Entra, which never says that an address is verified, the tenant’s proof of its domain counts; of no other', () => {
  const tenant = 'https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/v2.0';
  const email = 'ben@acme.example';
  for (const proof of [true, '1']) {
    expect(verifiedEmailOf(tenant, { email, xms_edov: proof })).toBe(email);
    expect(verifiedEmailOf(issuer, { email, xms_edov: proof })).toBeNull();
    expect(verifiedEmailOf(tenant, { email, email_verified: false, xms_edov: proof })).toBeNull();
  }
  for (const proof of [false, '0', undefined]) expect(verifiedEmailOf(tenant, { email, xms_edov: proof })).toBeNull();
});

test('Google is asked for nothing that it does not know', () => {
  expect(promptOf('https://accounts.google.com')).toBe('select_account');
  expect(promptOf(issuer)).toBe('login');
});
