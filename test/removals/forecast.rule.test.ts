import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { AccessFacts, MemberFacts } from '../../rules/access/types.ts';
import { type ForecastWindow, forecast, type RunQuestion, type ScheduleFacts } from '../../rules/removals/forecast.ts';

const DAY = 86_400_000;
const now = Date.UTC(2026, 10, 24);
const organizationId = 'o';

const member = (id: string, status: MemberFacts['status']): MemberFacts => ({
  organizationId,
  id,
  kind: 'person',
  role: 'member',
  status,
});

const runs = (
  status: MemberFacts['status'],
  caretaking: NonNullable<AccessFacts['automation']>['caretaking'] = null,
): AccessFacts => ({
  organization: { id: organizationId, status: 'active' },
  member: null,
  resource: { organizationId, id: 's', kind: 'schedule', archived: false },
  relation: { owner: false, ownerTeam: null, team: null, share: null, teamShares: [] },
  automation: {
    resourceId: 's',
    archived: false,
    runsAs: member('m', status),
    isObject: true,
    isTarget: false,
    usesObject: false,
    caretaking,
  },
});

const question = (more: Partial<RunQuestion> = {}): RunQuestion => ({
  action: 'run',
  today: runs('active'),
  after: runs('active'),
  leaves: true,
  endsAt: { today: null, after: null },
  ...more,
});

const schedule = (asked: RunQuestion, more: Partial<ScheduleFacts> = {}): ScheduleFacts => ({
  scheduleId: 's',
  nextRunAt: now + DAY,
  everySeconds: 86400,
  questions: [asked],
  ...more,
});

const window = (more: Partial<ForecastWindow> = {}): ForecastWindow => ({
  now,
  effectiveAt: now + 5 * DAY,
  caretaker: member('c', 'active'),
  caretakerDays: 30,
  ...more,
});

test('nothing fails where the schedule runs as the leaver, then the caretaker, then the successor', () => {
  expect(forecast([schedule(question())], window())).toEqual([]);
});

test('a successor who may not run it is named with the first run that fails, from the effective instant on', () => {
  expect(forecast([schedule(question({ after: runs('deactivated') }))], window())).toMatchObject([
    {
      scheduleId: 's',
      resourceId: 's',
      firstAt: '2026-11-29T00:00:00.000Z',
      runs: 9,
      today: false,
      because: [{ fact: 'member-status' }],
    },
  ]);
});

test('without a caretaker the runs of the hand-over are named', () => {
  expect(forecast([schedule(question())], window({ caretaker: null }))).toHaveLength(1);
});

test('what fails already is told apart from what the removal would break', () => {
  const broken = { today: runs('suspended'), after: runs('suspended') };
  const found = forecast([schedule(question({ ...broken, leaves: false }))], window());
  expect(found.map(({ today, runs: count }) => [today, count])).toEqual([[true, 13]]);
});

test('a caretaking that ends within the days ahead is named from the day on which it does', () => {
  const standing = { caretaker: member('c', 'active'), until: now + 3 * DAY };
  const stands = runs('suspended', standing);
  const found = forecast([schedule(question({ today: stands, after: stands, leaves: false }))], window());
  expect(found).toMatchObject([
    { firstAt: '2026-11-27T00:00:00.000Z', runs: 11, today: false, because: [{ fact: 'caretaker-expired' }] },
  ]);
});

test('at an end date the caretaker stands in, and where there is none the runs from then on are named', () => {
  const asked = question({ leaves: false, endsAt: { today: now + 2 * DAY, after: null } });
  expect(forecast([schedule(asked)], window())).toEqual([]);
  expect(forecast([schedule(asked)], window({ caretaker: null }))).toMatchObject([
    { firstAt: '2026-11-26T00:00:00.000Z', runs: 12, today: false },
  ]);
  expect(forecast([schedule(asked)], window({ caretakerDays: 4 }))).toMatchObject([
    { firstAt: '2026-11-30T00:00:00.000Z', runs: 8, because: [{ fact: 'caretaker-expired' }] },
  ]);
});

test('a schedule without a run in the next 14 days is not named', () => {
  const far = schedule(question({ after: runs('deactivated') }), { nextRunAt: now + 15 * DAY });
  expect(forecast([far], window({ effectiveAt: now }))).toEqual([]);
});

test('it counts the runs that walking one by one would find', () => {
  const arbitrary = fc.record({
    start: fc.integer({ min: -3 * 86_400, max: 20 * 86_400 }),
    every: fc.integer({ min: 600, max: 400_000 }),
    turn: fc.nat(14 * 86_400),
  });
  fc.assert(
    fc.property(arbitrary, ({ start, every, turn }) => {
      const effectiveAt = now + turn * 1000;
      const nextRunAt = now + start * 1000;
      const walked: number[] = [];
      for (let at = nextRunAt; at < now + 14 * DAY; at += every * 1000) if (at >= effectiveAt) walked.push(at);
      const failing = schedule(question({ after: runs('deactivated') }), { nextRunAt, everySeconds: every });
      const found = forecast([failing], window({ effectiveAt }));
      expect(found.map(({ runs: count, firstAt }) => [count, Date.parse(firstAt)])).toEqual(
        walked.length === 0 ? [] : [[walked.length, walked[0]]],
      );
    }),
  );
});
