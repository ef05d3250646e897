import type { SmallOrganization } from './small-organization.ts';

const EACH_MS = 20;

/**
 * Access checks over HTTP at a steady rate, whether or not those before are answered: who waits is counted. Each asks, for some resources, whether a run as whatever they run as is
 * allowed. `stop` answers how long each took, in ms.
 * @throws Error from `stop`, where one was refused or failed
 */
export function checking(
  { stack, organization, hostKey }: SmallOrganization,
  resources: readonly string[],
): { stop(): Promise<number[]> } {
  const url = `${stack.url}${organization.path}/access/check`;
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${hostKey}` };
  const questions = resources.map((resource) => ({ resource, action: 'run', as: { runsAsOf: resource } }));
  const body = JSON.stringify({ questions });
  const one = async (): Promise<number> => {
    const began = performance.now();
    const response = await fetch(url, { method: 'POST', headers, body });
    const said = (await response.json()) as { answers?: { allowed: boolean }[] };
    if (!response.ok || said.answers?.some(({ allowed }) => !allowed) !== false)
      throw new Error(`a check was refused: ${response.status} ${JSON.stringify(said)}`);
    return performance.now() - began;
  };
  const asked: Promise<number>[] = [];
  const timer = setInterval(() => {
    const next = one();
    next.catch(() => undefined); // `stop` says so
    asked.push(next);
  }, EACH_MS);
  return {
    stop: () => {
      clearInterval(timer);
      return Promise.all(asked);
    },
  };
}

/** @param share 0 to 1 */
export function percentile(times: readonly number[], share: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  const found = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  if (found === undefined) throw new Error('nothing was timed');
  return found;
}
