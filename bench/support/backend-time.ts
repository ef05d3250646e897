import type pg from 'pg';
import { processorMs } from './processor-time.ts';

/**
 * Processor time, in ms, that a process and its PostgreSQL backends use while `work` runs. Linux only.
 * @param name what its connections are called (prisma/client.ts)
 */
export async function usedMeanwhile(
  owner: pg.Client,
  { pid, name }: { pid: number; name: string },
  work: () => Promise<unknown>,
): Promise<number> {
  const used = async (): Promise<Map<number, number>> => {
    const text = 'SELECT pid FROM pg_stat_activity WHERE application_name = $1';
    const { rows } = await owner.query<{ pid: number }>(text, [name]);
    return new Map([pid, ...rows.map((row) => row.pid)].map((each) => [each, processorMs(each)]));
  };
  const before = await used();
  await work();
  // a backend that is gone by now was idle before; one that is new did all that it did meanwhile
  return [...(await used())].reduce((sum, [each, now]) => sum + now - (before.get(each) ?? 0), 0);
}
