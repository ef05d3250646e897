import { cpus } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';

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

/** The share of this machine's processor time that is in use for a second from now, by whomever. */
export async function inUse(): Promise<number> {
  const before = processorTime();
  await delay(1000);
  const after = processorTime();
  return 1 - (after.idle - before.idle) / (after.all - before.all);
}

/** Above this share a figure that is out of its limits proves nothing. */
export const BUSY = 0.3;

function processorTime(): { idle: number; all: number } {
  const times = cpus().map((cpu) => cpu.times);
  const idle = times.reduce((sum, time) => sum + time.idle, 0);
  const all = times.reduce((sum, time) => sum + Object.values(time).reduce((a, b) => a + b, 0), 0);
  return { idle, all };
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
