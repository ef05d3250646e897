import { processorMs } from './processor-time.ts';

export interface Cost {
  /** by the clock */
  ms: number;
  /** processor time of this process and everything that it started: servers, workers, PostgreSQL's backends */
  processorMs: number;
}

/** What a piece of work costs, end to end. */
export async function costOf(work: () => Promise<unknown>): Promise<Cost> {
  const before = processorMs(process.pid);
  const began = performance.now();
  await work();
  const ms = performance.now() - began;
  return { ms, processorMs: processorMs(process.pid) - before };
}

/** In words, for the lines of progress. */
export const inWords = ({ ms, processorMs: used }: Cost): string =>
  `${(ms / 1000).toFixed(2)} s (${(used / 1000).toFixed(2)} s of processor)`;
