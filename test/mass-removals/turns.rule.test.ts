import { describe, expect, test } from '@jest/globals';
import { nextTurns, type Person, type Standing } from '../../rules/mass-removals/turns.ts';
import { breakerLimit } from '../../rules/removals/breaker.ts';

const people = (...standings: Standing[]): Person[] =>
  standings.map((standing, index) => ({ removalId: `r${index}`, memberId: `m${index}`, standing }));
const ids = (persons: readonly Person[]) => persons.map(({ removalId }) => removalId);

describe('whose turn it is', () => {
  test('all are begun at once, because an account that is shut later is a door left open', () => {
    expect(ids(nextTurns(people('planned', 'planned', 'early', 'planned'), 1, false).begin)).toEqual([
      'r0',
      'r1',
      'r3',
    ]);
  });

  test('at most so many are handed over at once, in their order, and who has a turn keeps it', () => {
    const { take } = nextTurns(people('ready', 'turn', 'over', 'ready', 'ready'), 3, false);
    expect(ids(take)).toEqual(['r1', 'r0', 'r3']);
  });

  test('nobody gets one while more have one than may, as after the policy was made stricter', () => {
    expect(ids(nextTurns(people('turn', 'turn', 'ready'), 1, false).take)).toEqual(['r0', 'r1']);
  });

  test('paused, nobody begins and nobody gets a turn; who has one keeps it', () => {
    const { begin, take } = nextTurns(people('planned', 'ready', 'turn'), 5, true);
    expect(begin).toEqual([]);
    expect(ids(take)).toEqual(['r2']);
  });

  test('it is done when everyone was refused or had their turn', () => {
    expect(nextTurns(people('refused', 'drafted', 'over'), 1, false).done).toBe(true);
    for (const standing of ['planned', 'early', 'ready', 'turn'] as const)
      expect(nextTurns(people('over', standing), 1, false).done).toBe(false);
  });
});

describe('the breaker’s limit', () => {
  const breaker = { count: 20, percent: 10, windowHours: 24 };

  test('is the smaller of the number and the share of the organization', () => {
    expect(breakerLimit(breaker, 1000)).toBe(20);
    expect(breakerLimit(breaker, 120)).toBe(12);
  });

  test('is not less than five by the share alone, so that a small organization can see one person out', () => {
    expect(breakerLimit(breaker, 3)).toBe(5);
    expect(breakerLimit({ ...breaker, count: 1 }, 3)).toBe(1);
  });
});
