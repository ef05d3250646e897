/**
 * Does `work` every `everyMs` milliseconds, one after the other, without keeping the process alive.
 * `close` waits for what is under way and does it a last time: what it works with may be closed then.
 * @param work says itself what fails in it; a failure keeps no later one from being tried
 */
export function regularly(
  everyMs: number,
  work: () => Promise<void>,
): { flush(): Promise<void>; close(): Promise<void> } {
  let last = Promise.resolve();
  const flush = (): Promise<void> => {
    last = last.then(work, work);
    return last;
  };
  const timer = setInterval(() => void flush(), everyMs);
  timer.unref();
  return {
    flush,
    close: async () => {
      clearInterval(timer);
      await flush();
    },
  };
}
