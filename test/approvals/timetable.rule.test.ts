import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { deadlineOf, nextDue, openedAtOf } from '../../rules/approvals/timetable.ts';

const opened = new Date('2026-12-01T09:00:00Z');

/** Every thing that falls due in a stage that nobody decides, in order. */
function course(times: { reminderHours: number; escalateAfterHours: number; giveUpAfterDays: number }) {
  const seen: { what: string; at: Date }[] = [];
  const done = { reminders: 0, escalated: false };
  for (;;) {
    const due = nextDue(opened, times, done);
    seen.push(due);
    if (due.what === 'give-up') return seen;
    if (due.what === 'remind') done.reminders += 1;
    else done.escalated = true;
  }
}

test('a stage is reminded after a day, ever more rarely, escalated once after three, and given up after thirty', () => {
  const days = course({ reminderHours: 24, escalateAfterHours: 72, giveUpAfterDays: 30 }).map(
    ({ what, at }) => `${what} ${(at.getTime() - opened.getTime()) / 86_400_000}`,
  );
  expect(days).toEqual([
    'remind 1',
    'escalate 3',
    'remind 3',
    'remind 7',
    'remind 14',
    'remind 21',
    'remind 28',
    'give-up 30',
  ]);
});

test('a wait of a year makes some sixty reminders, not hundreds', () => {
  const all = course({ reminderHours: 24, escalateAfterHours: 72, giveUpAfterDays: 365 });
  expect(all.length).toBeLessThan(65);
});

test('whatever the policy, the end comes, in order, and last', () => {
  const times = fc.record({
    reminderHours: fc.integer({ min: 0, max: 1000 }),
    escalateAfterHours: fc.integer({ min: 1, max: 5000 }),
    giveUpAfterDays: fc.integer({ min: 1, max: 365 }),
  });
  fc.assert(
    fc.property(times, (policy) => {
      const all = course(policy).map(({ at }) => at.getTime());
      expect(all).toEqual([...all].sort((a, b) => a - b));
      expect(all.at(-1)).toBe(deadlineOf(opened, policy).getTime());
      expect(openedAtOf(deadlineOf(opened, policy), policy)).toEqual(opened);
    }),
  );
});
