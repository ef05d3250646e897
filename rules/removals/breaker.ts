import type { Policy } from '../organizations/policy.ts';

/** A share of few people is nobody: below this many removals the breaker never trips by the share. */
const FLOOR = 5;

/** How many removals may be planned within the breaker’s window: the smaller of a number and a share of the organization’s people (design, Removal). */
export function breakerLimit(
  { count, percent }: Pick<Policy['removals']['breaker'], 'count' | 'percent'>,
  people: number,
): number {
  return Math.min(count, Math.max(FLOOR, Math.floor((people * percent) / 100)));
}
