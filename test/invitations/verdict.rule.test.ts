import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { standingOf, type ListedEmailDomain } from '../../rules/invitations/email-domain-rule.ts';
import { type Judgement, judge, type Relationship, type Verdict } from '../../rules/invitations/verdict.ts';
import { defaultPolicy, type Policy } from '../../rules/organizations/policy.ts';

const listed: ListedEmailDomain[] = [
  { name: 'acme.example', rule: 'claimed', proved: true },
  { name: 'subsidiary.example', rule: 'claimed', proved: false },
  { name: 'partner.example', rule: 'guest', proved: false },
  { name: 'rival.example', rule: 'blocked', proved: false },
  { name: 'press.rival.example', rule: 'guest', proved: false },
];
const policy = (unlisted: Policy['invitations']['unlisted']) => ({ ...defaultPolicy.invitations, unlisted });
const judged = (
  emailDomain: string,
  relationship: Relationship,
  unlisted: Policy['invitations']['unlisted'] = 'approve',
) => judge(standingOf(emailDomain, listed), relationship, policy(unlisted));

test.each<[string, Relationship, Judgement]>([
  ['acme.example', 'employee', { verdict: 'send', because: 'claimed' }],
  ['acme.example', 'contractor', { verdict: 'approve', because: 'relationship' }],
  ['partner.example', 'employee', { verdict: 'approve', because: 'guest' }],
  ['partner.example', 'guest', { verdict: 'approve', because: 'guest' }],
  ['rival.example', 'employee', { verdict: 'refuse', because: 'blocked' }],
  ['mailinator.com', 'employee', { verdict: 'refuse', because: 'disposable' }],
])('an address at %s as %s is judged %j', (emailDomain, relationship, expected) => {
  expect(judged(emailDomain, relationship)).toEqual(expected);
});

test.each<[Policy['invitations']['unlisted'], Relationship, Verdict]>([
  ['send', 'employee', 'send'],
  ['send', 'guest', 'approve'],
  ['approve', 'employee', 'approve'],
  ['refuse', 'employee', 'refuse'],
  ['refuse', 'guest', 'refuse'],
])('with the policy %s, an unlisted address as %s leads to: %s', (unlisted, relationship, expected) => {
  expect(judged('elsewhere.example', relationship, unlisted).verdict).toBe(expected);
});

test('a block reaches all names below it, unless one has a rule of its own', () => {
  expect(standingOf('mail.rival.example', listed)).toBe('blocked');
  expect(standingOf('press.rival.example', listed)).toBe('guest');
  expect(standingOf('rival.example.org', listed)).toBe('unlisted');
  expect(standingOf('notrival.example', listed)).toBe('unlisted');
});

test('a claim reaches no further than its name, and counts only once it is proved', () => {
  expect(standingOf('mail.acme.example', listed)).toBe('unlisted');
  expect(standingOf('subsidiary.example', listed)).toBe('unlisted');
});

test('an organization can allow what is held for disposable', () => {
  expect(standingOf('mailinator.com', [{ name: 'mailinator.com', rule: 'guest', proved: false }])).toBe('guest');
  expect(standingOf('x.mailinator.com', [])).toBe('disposable');
});

test('no policy and no relationship lets a blocked or disposable address in, and none but an employee comes without approval', () => {
  const standings = fc.constantFrom('claimed', 'guest', 'blocked', 'disposable', 'unlisted');
  const relationships = fc.constantFrom<Relationship>('employee', 'contractor', 'guest');
  const answers = fc.constantFrom<Policy['invitations']['unlisted']>('send', 'approve', 'refuse');
  fc.assert(
    fc.property(standings, relationships, answers, (standing, relationship, unlisted) => {
      const { verdict } = judge(standing, relationship, policy(unlisted));
      if (standing === 'blocked' || standing === 'disposable') expect(verdict).toBe('refuse');
      if (relationship !== 'employee') expect(verdict).not.toBe('send');
    }),
  );
});
