import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { Database } from '../prisma/client.ts';
import { claimWake } from '../prisma/commands/webhooks/wake.ts';
import { type Behind, webhooksBehind } from '../prisma/queries/webhooks/behind.ts';
import { startOptions } from '../temporal/start-options.ts';
import { webhookTaskQueue } from '../temporal/task-queue.ts';
import { wake, webhookWorkflow, webhookWorkflowId } from '../workflows/webhooks/messages.ts';

const LOOK_EVERY_MS = 1_000;
const MOST_AT_ONCE = 200;
/** Whoever claims a wake and dies leaves it to the next after so long. */
const CLAIM_MS = 10_000;
const WAKE_WITHIN_MS = 5_000;

export interface Waking {
  db: Database;
  client: Client;
  /** default: that of webhooks */
  queue?: string;
  /** hears what went wrong; the next look tries again */
  trouble: (error: unknown) => void;
}

/**
 * Looks each second which webhooks have something to do and nobody at it, and wakes a run for each (decision 20). Every worker does, and shares the work by claims.
 * It asks what is so, so it needs no word from whoever made a change, and a change whose process died at once is found like any other.
 * @returns what ends it
 */
export function wakeWebhooks(waking: Waking): () => Promise<void> {
  const over = new AbortController();
  const looking = (async () => {
    while (!over.signal.aborted) {
      await look(waking).catch(waking.trouble);
      await delay(LOOK_EVERY_MS, undefined, { signal: over.signal }).catch(() => undefined);
    }
  })();
  return async () => {
    over.abort();
    await looking;
  };
}

async function look(waking: Waking): Promise<void> {
  const now = new Date();
  for (const behind of await webhooksBehind(waking.db, { now, limit: MOST_AT_ONCE })) {
    const until = new Date(now.getTime() + CLAIM_MS);
    if (await claimWake(waking.db, behind, { now, until })) await wakeRun(waking, behind);
  }
}

async function wakeRun(
  { client, queue = webhookTaskQueue }: Waking,
  { organization, webhookId }: Behind,
): Promise<void> {
  const run = { process: 'webhook', organization, summary: `webhook ${webhookId}`, queue } as const;
  await client.withDeadline(Date.now() + WAKE_WITHIN_MS, () =>
    client.workflow.signalWithStart(webhookWorkflow, {
      ...startOptions(run),
      workflowId: webhookWorkflowId(organization, webhookId),
      args: [{ organization, webhookId }],
      signal: wake,
    }),
  );
}
