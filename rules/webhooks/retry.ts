const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** How long one event may keep the others waiting. */
export const patienceMs = 72 * HOUR;
/** After so long the admins hear of it. */
export const warnAfterMs = 24 * HOUR;

/** Waits after the first, second, … failed attempt; then an hour each time, because what waits behind it waits too. */
const waits: readonly number[] = [5_000, 30_000, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE];

/**
 * How long to wait after so many failed attempts, in ms: exponential, with jitter. `random` in [0, 1) moves it by up to a fifth either way. An endpoint that says
 * `Retry-After` is not tried before then, within an hour.
 */
export function retryDelay(tries: number, random: number, retryAfterMs = 0): number {
  const wait = waits[tries - 1] ?? HOUR;
  return Math.max(Math.round(wait * (0.8 + 0.4 * random)), Math.min(retryAfterMs, HOUR));
}

/** What became of one request. `failure`: why there was no answer, by name. */
export interface Outcome {
  responseStatus: number | null;
  failure: string | null;
}

/**
 * What an attempt says: `delivered`; `gone`: the endpoint wants no more (410); `refused`: it answered, and not well, which may be about this event; `silent`: no
 * answer, or one that says to come again, which is about the endpoint.
 */
export type Reading = 'delivered' | 'gone' | 'refused' | 'silent';

const comeAgain: readonly number[] = [408, 425, 429, 502, 503, 504];

export function read({ responseStatus }: Outcome): Reading {
  if (responseStatus === null || comeAgain.includes(responseStatus)) return 'silent';
  if (responseStatus >= 200 && responseStatus <= 299) return 'delivered';
  return responseStatus === 410 ? 'gone' : 'refused';
}

/** Why a webhook was disabled. */
export const disabledBecause = ['by-hand', 'gone', 'failing', 'dismissed'] as const;
export type DisabledBecause = (typeof disabledBecause)[number];

export type Verdict = { follows: 'retry' } | { follows: 'give-up' } | { follows: 'disable'; because: DisabledBecause };

/**
 * What follows from a failed attempt at the event that is next. It is tried again for three days, and nothing overtakes it. Then: an event that is refused is given
 * up, to the dead letters, and the order goes on. An endpoint that is silent, or that refuses the event after that for an hour too, is taken for down: the
 * webhook is disabled before that event, so that nothing of what follows is lost or comes out of order.
 */
export function verdictOf(
  reading: Exclude<Reading, 'delivered'>,
  { failingForMs, gaveUp }: { failingForMs: number; gaveUp: boolean },
): Verdict {
  if (reading === 'gone') return { follows: 'disable', because: 'gone' };
  if (failingForMs < (gaveUp ? HOUR : patienceMs)) return { follows: 'retry' };
  return reading === 'silent' || gaveUp ? { follows: 'disable', because: 'failing' } : { follows: 'give-up' };
}
