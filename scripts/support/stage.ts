/** Does `work`, then logs its label with the time that it took. */
export async function stage<T>(log: (line: string) => void, label: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await work();
  log(`${((performance.now() - start) / 1000).toFixed(1).padStart(6)} s  ${label}`);
  return result;
}
