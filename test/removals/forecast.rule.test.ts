import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { AccessFacts, MemberFacts } from '../../rules/access/types.ts';
import { forecast, type RunQuestion, type ScheduleFacts } from '../../rules/removals/forecast.ts';

const DAY = 86_400_000;
const now = Date.UTC(2026, 10, 24);
const organizationId = 'o';

const runs = (status: MemberFacts['status'], { caretaker = false } = {}): RunQuestion => {
  const runsAs: MemberFacts = { organizationId, id: 'm', kind: 'person', role: 'member', status };
  const facts: AccessFacts = {
    organization: { id: organizationId, status: 'active' },
    member: null,
    resource: { organizationId, id: 's', kind: 'schedule', archived: false },
    relation: { owner: false, ownerTeam: null, team: null, share: null, teamShares: [] },
    automation: {
      resourceId: 's',
      archived: false,
      runsAs,
      isObject: true,
      isTarget: false,
      usesObject: false,
      caretaking: caretaker
        ? {
            caretaker: {
              ...runsAs,
              id: 'c',
              status: 'active',
            },
            until: now + 40 * DAY,
          }
        : null,
    },
  };
  return { facts, action: 'run' };
};

const schedule = (more: Partial<ScheduleFacts> = {}): ScheduleFacts => ({
  scheduleId: 's',
  nextRunAt: now + DAY,
  everySeconds: 86400,
  today: [runs('active')],
  meanwhile: [runs('suspended', { caretaker: true })],
  after: [runs('active')],
  ...more,
});

test('nothing fails where the schedule runs as the leaver, then the caretaker, then the successor', () => {
  expect(forecast([schedule()], { now, effectiveAt: now + 5 * DAY })).toEqual([]);
});

test('a successor who may not run it is named with the first run that fails, from the effective instant on', () => {
  const [failing] = forecast([schedule({ after: [runs('deactivated')] })], { now, effectiveAt: now + 5 * DAY });
  expect(failing).toMatchObject({
    scheduleId: 's',
    firstAt: '2026-11-29T00:00:00.000Z',
    runs: 9,
    today: false,
    because: [{ fact: 'member-status' }],
  });
});

test('without a caretaker the runs of the hand-over are named', () => {
  const found = forecast([schedule({ meanwhile: [runs('suspended')] })], { now, effectiveAt: now + 5 * DAY });
  expect(found).toHaveLength(1);
});

test('what fails already is told apart from what the removal would break', () => {
  const broken = [runs('suspended')];
  const found = forecast([schedule({ today: broken, meanwhile: [], after: broken })], {
    now,
    effectiveAt: now + 5 * DAY,
  });
  expect(found.map(({ today, runs: count }) => [today, count])).toEqual([
    [true, 4],
    [true, 9],
  ]);
});

test('a schedule without a run in the next 14 days is not named', () => {
  const far = schedule({ nextRunAt: now + 15 * DAY, after: [runs('deactivated')] });
  expect(forecast([far], { now, effectiveAt: now })).toEqual([]);
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
      const found = forecast([schedule({ nextRunAt, everySeconds: every, after: [runs('deactivated')] })], {
        now,
        effectiveAt,
      });
      expect(found.map(({ runs: count, firstAt }) => [count, Date.parse(firstAt)])).toEqual(
        walked.length === 0 ? [] : [[walked.length, walked[0]]],
      );
    }),
  );
});
