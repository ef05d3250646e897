import type { Database } from '../prisma/client.ts';
import { recordSessionUses } from '../prisma/commands/sessions/record-uses.ts';
import { regularly } from './regularly.ts';
import type { SessionUses } from './services.ts';

const EVERY_MS = 15_000;
const MOST_SESSIONS = 10_000; // remembered between two writes

/**
 * Notes in memory when sessions were used, and writes it every few seconds, never per request.
 * @param onError what could not be written; the next use replaces it
 */
export function sessionUsesIn(
  db: Database,
  onError: (error: unknown) => void,
): SessionUses & { flush(): Promise<void>; close(): Promise<void> } {
  let noted = new Map<string, Map<string, Date>>();
  let size = 0;
  const write = async (): Promise<void> => {
    const batches = [...noted];
    [noted, size] = [new Map(), 0];
    for (const [organization, uses] of batches) await recordSessionUses(db, organization, uses).catch(onError);
  };
  return {
    note: (organization, sessionId) => {
      const uses = noted.get(organization) ?? new Map<string, Date>();
      if (!uses.has(sessionId)) {
        if (size >= MOST_SESSIONS) return;
        size += 1;
      }
      uses.set(sessionId, new Date());
      noted.set(organization, uses);
    },
    ...regularly(EVERY_MS, write),
  };
}
