import type { ItemKind, Risk } from './items.ts';

/** How many items of one kind and risk an offer is about. */
export interface OfferedCount {
  kind: ItemKind;
  risk: Risk;
  items: number;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

export const offeredItems = (counts: readonly OfferedCount[]): number =>
  counts.reduce((sum, { items }) => sum + items, 0);

/**
 * Whether what someone accepted still covers what they would receive today: of each kind and risk at most so many percent more. A new kind, or something that
 * has become red, is asked anew.
 */
export function covers(
  accepted: readonly OfferedCount[],
  today: readonly OfferedCount[],
  growthPercent: number,
): boolean {
  return today.every(({ kind, risk, items }) => {
    const before = accepted.find((count) => count.kind === kind && count.risk === risk)?.items ?? 0;
    return items * 100 <= before * (100 + growthPercent);
  });
}

/** An offer never keeps the suspension waiting: it ends with the notice period. Milliseconds since 1970. */
export const offerEnds = (dueAt: number, effectiveAt: number): number => Math.min(dueAt, effectiveAt);

/**
 * When whoever has not answered is reminded, once: a day before the end, and of a shorter time when half of it is left. Null: within so short a time (less than two hours)
 * the first mail is the reminder. Milliseconds since 1970.
 */
export function remindsAt(offeredAt: number, ends: number): number | null {
  const length = ends - offeredAt;
  return length < 2 * HOUR ? null : ends - Math.min(DAY, length / 2);
}

/**
 * When to look at a removal's offers again: when the next one is to be reminded of or ends (`dates`), and a day before the effective instant, because a successor may
 * be gone by then.
 */
export function nextLook(dates: readonly number[], effectiveAt: number, now: number): number | null {
  const next = Math.min(...[...dates, effectiveAt - DAY].filter((at) => at > now));
  return Number.isFinite(next) && next < effectiveAt ? next : null;
}
