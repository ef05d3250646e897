import { availableParallelism, loadavg } from 'node:os';

/** One figure of `npm run bench`. Ratios within one run count; wall times of a busy machine say little. */
export interface Measurement {
  what: string;
  value: number;
  /** `×`, `%`, `ms`, `events` … */
  unit: string;
  /** What it should be at least or at most; without: only told. */
  atLeast?: number;
  atMost?: number;
  /** How it was measured, in a few words. */
  note?: string;
}

/** What each file in `bench/` exports. It starts what it needs, stops it again, and interleaves what it compares. */
export interface Bench {
  title: string;
  measure: (tell: (line: string) => void) => Promise<Measurement[]>;
}

export type Verdict = 'good' | 'BAD' | 'not judged' | '';

/** Whether other work on this machine keeps more than half of it busy now: then a figure that is out of its limits proves nothing. */
export function busy(): boolean {
  return (loadavg()[0] ?? 0) > availableParallelism() / 2;
}

/** @param wasBusy the machine was busy before it was measured */
export function judge({ value, atLeast, atMost }: Measurement, wasBusy: boolean): Verdict {
  if (atLeast === undefined && atMost === undefined) return '';
  if ((atLeast === undefined || value >= atLeast) && (atMost === undefined || value <= atMost)) return 'good';
  return wasBusy ? 'not judged' : 'BAD';
}

/** Of several rounds the middle one. Throws for none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error('no rounds');
  return middle;
}
