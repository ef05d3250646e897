import { setTimeout as delay } from 'node:timers/promises';
import { tellKeyNotices } from '../activities/api-keys/notices.ts';
import { tellCaretakerNotices } from '../activities/caretakers/notices.ts';
import { sweepShadows } from '../activities/consent-requests/sweep.ts';
import { tellLeaveAnswers } from '../activities/leave-requests/answers.ts';
import { tellLeaveNotices } from '../activities/leave-requests/notices.ts';
import { tellRemovalNotices } from '../activities/removal-notices/notices.ts';
import { tellEmergencies } from '../activities/sso-connections/notices.ts';

const LOOK_EVERY_MS = 30_000;
const SWEEP_EVERY_MS = 3_600_000;

/**
 * Looks every half minute which notices of API keys, of caretakers, of leaves, of removals and of emergencies are due, and tells them. Every worker does, and shares the work by claims; what is so is
 * asked of the database, so that nothing is lost with a process.
 * @returns what ends it
 */
export function tellingNotices(
  telling: Parameters<typeof tellKeyNotices>[0],
  trouble: (error: unknown) => void,
): () => Promise<void> {
  return repeating(LOOK_EVERY_MS, async () => {
    await tellKeyNotices(telling, new Date(), trouble).catch(trouble);
    await tellCaretakerNotices(telling, new Date(), trouble).catch(trouble);
    await tellLeaveNotices(telling, new Date(), trouble).catch(trouble);
    await tellLeaveAnswers(telling, new Date(), trouble).catch(trouble);
    await tellRemovalNotices(telling, new Date(), trouble).catch(trouble);
    await tellEmergencies(telling, new Date(), trouble).catch(trouble);
  });
}

/** Ends each hour what consents left behind whose run somebody ended. Every worker does: done twice it is done once. @returns what ends it */
export function sweepingShadows(
  deps: Parameters<typeof sweepShadows>[0],
  trouble: (error: unknown) => void,
): () => Promise<void> {
  return repeating(SWEEP_EVERY_MS, async () => {
    await sweepShadows(deps, new Date(), trouble).catch(trouble);
  });
}

function repeating(everyMs: number, work: () => Promise<void>): () => Promise<void> {
  const over = new AbortController();
  const looking = (async () => {
    while (!over.signal.aborted) {
      await work();
      await delay(everyMs, undefined, { signal: over.signal }).catch(() => undefined);
    }
  })();
  return async () => {
    over.abort();
    await looking;
  };
}
