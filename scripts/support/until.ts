import { setTimeout as delay } from 'node:timers/promises';

/** Asks `check` again, every 50 ms, until it answers true. Throws the signal's reason when that is aborted first. */
export async function until(check: () => Promise<boolean> | boolean, signal: AbortSignal): Promise<void> {
  while (!(await check())) {
    signal.throwIfAborted();
    await delay(50, undefined, { signal });
  }
}

/** Whether `url` answers with a 2xx within two seconds. */
export async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
