import { Failure } from '../failures.ts';
import type { Policy } from '../organizations/policy.ts';

const DAY = 86_400_000;

/**
 * When a new API key ends: as asked, else after the policy's default; null: never.
 * @param asked undefined: nothing was asked for; null: never
 * @throws Failure invalid-request for the past, and for longer than the policy allows
 */
export function keyExpiry(asked: Date | null | undefined, policy: Policy['apiKeys'], now: Date): Date | null {
  const { defaultDays, mostDays } = policy;
  if (asked === undefined) return defaultDays === null ? latest(mostDays, now) : soonest(defaultDays, mostDays, now);
  if (asked !== null && asked <= now)
    throw new Failure('invalid-request', { field: 'expiresAt', expected: 'in the future' });
  const most = latest(mostDays, now);
  if (most !== null && (asked === null || asked > most))
    throw new Failure('invalid-request', { field: 'expiresAt', expected: `within ${mostDays} days, by policy` });
  return asked;
}

/**
 * When the successor of a rotated key ends: it lives as long as the old one did from the beginning, but no longer than the policy allows.
 */
export function successorExpiry(
  old: { createdAt: Date; expiresAt: Date | null },
  { mostDays }: Policy['apiKeys'],
  now: Date,
): Date | null {
  const most = latest(mostDays, now);
  if (old.expiresAt === null) return most;
  const same = new Date(now.getTime() + old.expiresAt.getTime() - old.createdAt.getTime());
  return most !== null && most < same ? most : same;
}

const latest = (days: number | null, now: Date): Date | null =>
  days === null ? null : new Date(now.getTime() + days * DAY);

const soonest = (one: number, other: number | null, now: Date): Date =>
  new Date(now.getTime() + Math.min(one, other ?? one) * DAY);
