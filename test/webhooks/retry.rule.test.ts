import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { eventTypePattern, likePatterns } from '../../rules/webhooks/event-types.ts';
import { patienceMs, read, retryDelay, verdictOf } from '../../rules/webhooks/retry.ts';

const HOUR = 3_600_000;

describe('the wait after a failed attempt', () => {
  test('grows to an hour and stays there, with a fifth of jitter either way', () => {
    const middle = [1, 2, 3, 4, 5, 6, 50].map((tries) => retryDelay(tries, 0.5));
    expect(middle).toEqual([5_000, 30_000, 120_000, 600_000, 1_800_000, HOUR, HOUR]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), fc.double({ min: 0, max: 0.999, noNaN: true }), (tries, random) => {
        const wait = retryDelay(tries, 0.5);
        expect(retryDelay(tries, random)).toBeGreaterThanOrEqual(0.8 * wait - 1);
        expect(retryDelay(tries, random)).toBeLessThanOrEqual(1.2 * wait + 1);
      }),
    );
  });

  test('is as long as the endpoint asks for, within an hour', () => {
    expect(retryDelay(1, 0.5, 90_000)).toBe(90_000);
    expect(retryDelay(1, 0.5, 100 * HOUR)).toBe(HOUR);
  });
});

test.each([
  [200, 'delivered'],
  [204, 'delivered'],
  [299, 'delivered'],
  [410, 'gone'],
  [301, 'refused'],
  [400, 'refused'],
  [401, 'refused'],
  [500, 'refused'],
  [408, 'silent'],
  [429, 'silent'],
  [503, 'silent'],
] as const)('an answer with status %s is %s', (responseStatus, reading) => {
  expect(read({ responseStatus, failure: null })).toBe(reading);
});

test('no answer is silence', () => {
  expect(read({ responseStatus: null, failure: 'timed-out' })).toBe('silent');
});

describe('an event that is not taken', () => {
  const retry = { follows: 'retry' };
  const down = { follows: 'disable', because: 'failing' };

  test.each(['refused', 'silent'] as const)('is tried again for three days when it is %s', (reading) => {
    for (const failingForMs of [0, HOUR, patienceMs - 1])
      expect(verdictOf(reading, { failingForMs, gaveUp: false })).toEqual(retry);
  });

  test('is given up after three days when it is refused, and the endpoint is taken for down when it is silent', () => {
    expect(verdictOf('refused', { failingForMs: patienceMs, gaveUp: false })).toEqual({ follows: 'give-up' });
    expect(verdictOf('silent', { failingForMs: patienceMs, gaveUp: false })).toEqual(down);
  });

  test('right after one that was given up, is not given up too: for an hour it is tried, then the endpoint is taken for down', () => {
    for (const reading of ['refused', 'silent'] as const) {
      expect(verdictOf(reading, { failingForMs: HOUR - 1, gaveUp: true })).toEqual(retry);
      expect(verdictOf(reading, { failingForMs: HOUR, gaveUp: true })).toEqual(down);
    }
  });

  test('ends the webhook at once when the endpoint is gone', () => {
    const gone = { follows: 'disable', because: 'gone' };
    expect(verdictOf('gone', { failingForMs: 0, gaveUp: false })).toEqual(gone);
  });
});

describe('the types that a webhook asks for', () => {
  test.each(['member.suspended', 'member.*', 'email-domain.proof-lost'])('may be %s', (type) => {
    expect(type).toMatch(eventTypePattern);
  });

  test.each(['*', 'member', '*.suspended', 'member.%', 'member._', 'Member.x', 'a.b.c', ''])(
    'may not be %p',
    (type) => {
      expect(type).not.toMatch(eventTypePattern);
    },
  );

  test('are everything when none is named', () => {
    expect(likePatterns([])).toBeNull();
    expect(likePatterns(['member.*', 'removal.completed'])).toEqual(['member.%', 'removal.completed']);
  });
});
