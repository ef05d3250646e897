import { setTimeout as delay } from 'node:timers/promises';

/** Asks again, every 50 ms, until `check` no longer throws, and returns what it returned. After `withinMs`, a limit for what hangs, its last error is thrown. */
export async function eventually<T>(check: () => T | Promise<T>, withinMs = 120_000): Promise<T> {
  const giveUp = Date.now() + withinMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > giveUp) throw error;
      await delay(50);
    }
  }
}
