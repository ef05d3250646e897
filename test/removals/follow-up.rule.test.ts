import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { attestationNote, readAttestation } from '../../rules/removals/attestation.ts';
import { exposureOf } from '../../rules/removals/exposure.ts';
import { workingDaysAfter } from '../../rules/removals/follow-up.ts';

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
