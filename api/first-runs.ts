import type { Database } from '../prisma/client.ts';
import { recordFirstRuns, type SeenRun } from '../prisma/commands/removals/first-runs.ts';
import { sayReason } from '../rules/access/explain.ts';
import { regularly } from './regularly.ts';
import type { FirstRuns } from './services.ts';

const EVERY_MS = 5_000;
const MOST_SEEN = 100_000; // automation remembered with whom it ran as last
const MOST_NOTED = 10_000; // between two writes

interface Noted extends SeenRun {
  organization: string;
}

/**
 * Watches what hosts check for the first run of something as somebody else than before: most of it is known, and costs a look into a map. What is new is written after
 * one to two intervals, so that a refusal that follows within the same run is still part of it; whether it is the first run after a transfer is for the plan to know.
 * @param onError what could not be written: it is noted again when it runs again
 */
export function firstRunsIn(
  db: Database,
  onError: (error: unknown) => void,
): FirstRuns & { flush(): Promise<void>; close(): Promise<void> } {
  const allowedAs = new Map<string, string>();
  const refusedAs = new Map<string, string>();
  let fresh = new Map<string, Noted>();
  let settled = new Map<string, Noted>();
  const write = async (): Promise<void> => {
    const batch = settled;
    [settled, fresh] = [fresh, new Map()];
    const byOrganization = new Map<string, Noted[]>();
    for (const run of batch.values())
      byOrganization.set(run.organization, [...(byOrganization.get(run.organization) ?? []), run]);
    for (const [organization, runs] of byOrganization)
      await recordFirstRuns(db, organization, runs).catch((error: unknown) => {
        for (const { automationId } of runs) [allowedAs, refusedAs].forEach((seen) => seen.delete(automationId));
        onError(error);
      });
  };
  const writing = regularly(EVERY_MS, write);
  return {
    note: (organization, { resourceId: id, isObject }, action, { allowed, as, caretaker, because }) => {
      const seen = allowed ? allowedAs : refusedAs;
      if (as === null || caretaker || (allowed && (!isObject || action !== 'run')) || seen.get(id) === as) return;
      if (fresh.size >= MOST_NOTED) return;
      if (seen.size >= MOST_SEEN) seen.clear();
      seen.set(id, as);
      const noted = settled.get(id) ?? fresh.get(id);
      if (noted?.memberId === as) {
        if (!allowed) Object.assign(noted, { allowed, because: saying(because) });
        return;
      }
      fresh.set(id, {
        organization,
        automationId: id,
        memberId: as,
        at: new Date(),
        allowed,
        because: allowed ? null : saying(because),
      });
    },
    flush: async () => {
      await writing.flush();
      await writing.flush();
    },
    close: async () => {
      await writing.flush();
      await writing.close();
    },
  };
}

const saying = (because: Parameters<FirstRuns['note']>[3]['because']): string =>
  because.map((reason) => sayReason(reason)).join('; ');
