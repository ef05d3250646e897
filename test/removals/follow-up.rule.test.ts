import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { attestationNote, readAttestation } from '../../rules/removals/attestation.ts';
import { exposureOf } from '../../rules/removals/exposure.ts';
import { looksLike } from '../../rules/removals/evidence.ts';
import { workingDaysAfter } from '../../rules/removals/follow-up.ts';
import { nextDue } from '../../rules/removals/follow-up-timetable.ts';

const friday = { year: 2026, month: 12, day: 4 };

test('a follow-up is due on a working day, so many working days later', () => {
  expect(workingDaysAfter(friday, 1)).toEqual({ year: 2026, month: 12, day: 7 });
  expect(workingDaysAfter(friday, 5)).toEqual({ year: 2026, month: 12, day: 11 });
  expect(workingDaysAfter(friday, 20)).toEqual({ year: 2027, month: 1, day: 1 });
});

test('between start and due day lie exactly the working days asked for', () => {
  const days = fc.date({ min: new Date('2024-01-01'), max: new Date('2030-01-01'), noInvalidDate: true });
  fc.assert(
    fc.property(days, fc.nat(40), (date, wanted) => {
      const start = { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
      const end = workingDaysAfter(start, wanted);
      const last = Date.UTC(end.year, end.month - 1, end.day);
      let counted = 0;
      for (let at = Date.UTC(start.year, start.month - 1, start.day) + 86_400_000; at <= last; at += 86_400_000)
        if (![0, 6].includes(new Date(at).getUTCDay())) counted++;
      expect(counted).toBe(wanted);
    }),
  );
});

/** Plays a follow-up that nobody does, from look to look. */
function course(policy: { reminderDays: number; escalateAfterDays: number }, days: number): string[] {
  const since = new Date('2026-12-04T10:00:00Z');
  let [remindedAt, escalatedAt]: [Date | null, Date | null] = [null, null];
  const told: string[] = [];
  for (let now = since; now.getTime() <= since.getTime() + days * 86_400_000; ) {
    const { remind, escalate, nextAt } = nextDue({ since, remindedAt, escalatedAt }, policy, now);
    const day = (now.getTime() - since.getTime()) / 86_400_000;
    if (remind) [remindedAt] = [now, told.push(`reminded ${day}`)];
    if (escalate) [escalatedAt] = [now, told.push(`escalated ${day}`)];
    expect(nextAt.getTime()).toBeGreaterThan(now.getTime());
    now = nextAt;
  }
  return told;
}

test('nobody who does nothing is forgotten: reminded every few days, escalated, and escalated again', () => {
  expect(course({ reminderDays: 4, escalateAfterDays: 6 }, 13)).toEqual([
    'reminded 0',
    'reminded 4',
    'escalated 6',
    'reminded 8',
    'reminded 12',
    'escalated 12',
  ]);
  expect(course({ reminderDays: 9, escalateAfterDays: 0 }, 2)).toEqual([
    'reminded 0',
    'escalated 0',
    'escalated 1',
    'escalated 2',
  ]);
});

test('evidence is what it says it is', () => {
  const bytes = (hex: string) => Buffer.from(hex, 'hex');
  expect(looksLike('image/png', bytes('89504e470d0a1a0a00'))).toBe(true);
  expect(looksLike('image/png', bytes('89504e47'))).toBe(false);
  expect(looksLike('application/pdf', Buffer.from('%PDF-1.7'))).toBe(true);
  expect(looksLike('application/pdf', Buffer.from('<html>'))).toBe(false);
  expect(looksLike('image/jpeg', bytes('ffd8ffe0'))).toBe(true);
  expect(looksLike('text/plain', Buffer.from('Schlüssel geändert\r\n'))).toBe(true);
  expect(looksLike('text/plain', bytes('4d5a9000'))).toBe(false);
});

test('a note carries an attestation and its evidence there and back', () => {
  const evidence = fc.option(
    fc.string({ minLength: 1 }).filter((text) => !/\n/.test(text)),
    { nil: undefined },
  );
  fc.assert(
    fc.property(fc.string(), evidence, (statement, link) => {
      fc.pre(!statement.includes('Evidence: '));
      const attestation = { statement, ...(link === undefined ? {} : { evidence: link }) };
      expect(readAttestation(attestationNote(attestation))).toEqual(attestation);
    }),
  );
});

test.each([
  ['created', ['created', null, null]],
  ['revealed', ['created', 'revealed', null]],
  ['could-have-revealed', ['created', 'revealed', 'could-have-revealed']],
] as const)('policy %s rotates what it includes', (policy, expected) => {
  const none = { created: false, revealed: false, couldReveal: false, rotated: false };
  const found = [
    { ...none, created: true },
    { ...none, revealed: true },
    { ...none, couldReveal: true },
  ].map((facts) => exposureOf(facts, policy));
  expect(found).toEqual(expected);
});

test('what was rotated since is not rotated again', () => {
  expect(
    exposureOf({ created: true, revealed: true, couldReveal: true, rotated: true }, 'could-have-revealed'),
  ).toBeNull();
});
