import type { ItemKind, Risk } from './items.ts';

/** How many items of one kind and risk an offer is about. */
export interface OfferedCount {
  kind: ItemKind;
  risk: Risk;
  items: number;
}

const DAY = 86_400_000;

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

/** When to look at a removal's offers again: at the next deadline, and a day before the effective instant, because a successor may be gone by then. */
export function nextLook(ends: readonly number[], effectiveAt: number, now: number): number | null {
  const next = Math.min(...[...ends, effectiveAt - DAY].filter((at) => at > now));
  return Number.isFinite(next) && next < effectiveAt ? next : null;
}
