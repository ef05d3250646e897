import { Failure } from '../failures.ts';

/** As many organizations are asked by one leave. */
export const mostAsked = 50;

/** Clocks differ, and who asks for now means now. */
const PAST_MS = 5 * 60_000;
const AHEAD_MS = 2 * 366 * 86_400_000;

/** @throws Failure invalid-request naming `effectiveAt`, where it has passed or is more than two years away */
export function mustBeLeaveDate(effectiveAt: Date, now: Date): void {
  const ahead = effectiveAt.getTime() - now.getTime();
  if (ahead >= -PAST_MS && ahead <= AHEAD_MS) return;
  throw new Failure('invalid-request', { field: 'effectiveAt', expected: 'an instant from now on, within two years' });
}
