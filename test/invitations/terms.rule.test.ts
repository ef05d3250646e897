import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkTerms, type Terms } from '../../rules/invitations/terms.ts';
import { expiryOf, nextReminder } from '../../rules/invitations/timetable.ts';

const now = new Date('2026-12-01T09:00:00Z');
const guest: Terms = {
  relationship: 'guest',
  sponsorId: 'a sponsor',
  reason: 'to review the ledger',
  endsAt: new Date('2027-03-01T00:00:00Z'),
};

test('a guest with sponsor, reason and end date may be invited, and an employee without any of them', () => {
  expect(() => checkTerms(guest, now)).not.toThrow();
  expect(() =>
    checkTerms({ relationship: 'employee', sponsorId: null, reason: null, endsAt: null }, now),
  ).not.toThrow();
});

test.each<[string, Partial<Terms>]>([
  ['sponsorId', { sponsorId: null }],
  ['reason', { reason: '  ' }],
  ['reason', { reason: null }],
  ['endsAt', { endsAt: null }],
  ['endsAt', { endsAt: now }],
])('a contractor is refused for %s when it is %j', (field, missing) => {
  const terms: Terms = { ...guest, relationship: 'contractor', ...missing };
  expect(() => checkTerms(terms, now)).toThrow(
    expect.objectContaining({ name: 'invalid-request', facts: expect.objectContaining({ field }) }),
  );
});

test('reminders of a link of 14 days come every 3 days and none when it has expired', () => {
  const link = { sentAt: now, expiresAt: expiryOf(now, 14) };
  const days = [0, 1, 2, 3].map((reminded) => nextReminder(link, 3, reminded)?.toISOString().slice(0, 10));
  expect(days).toEqual(['2026-12-04', '2026-12-07', '2026-12-10', '2026-12-13']);
  expect(nextReminder(link, 3, 4)).toBeUndefined();
  expect(nextReminder(link, 0, 0)).toBeUndefined();
});

test('whatever the policy, reminders are finite, each later than the one before and before the expiry', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 365 }), fc.integer({ min: 1, max: 400 }), (validDays, reminderDays) => {
      const link = { sentAt: now, expiresAt: expiryOf(now, validDays) };
      let last = now;
      let reminded = 0;
      for (let at = nextReminder(link, reminderDays, 0); at; at = nextReminder(link, reminderDays, reminded)) {
        expect(at.getTime()).toBeGreaterThan(last.getTime());
        expect(at.getTime()).toBeLessThan(link.expiresAt.getTime());
        last = at;
        reminded += 1;
      }
      expect(reminded).toBeLessThanOrEqual(validDays / reminderDays);
    }),
  );
});
