const CHECK_MS = 1000;

/**
 * A signal that aborts, with the reason in words, when this process is asked to end: by Ctrl-C, SIGTERM or SIGHUP, or because the command
 * that started it is gone (a SIGTERM to npm ends npm and its shell, but does not reach us).
 */
export function stopRequests(): AbortSignal {
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => stop.abort(name));
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid !== parent) stop.abort('the command that started it is gone');
  }, CHECK_MS);
  timer.unref();
  return stop.signal;
}
