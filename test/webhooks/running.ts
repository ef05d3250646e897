// Webhooks at work: a worker, and what wakes them.
import type { WorkerOptions } from '@temporalio/worker';
import type { ActivityDependencies } from '../../activities/dependencies.ts';
import { createActivities } from '../../activities/registry.ts';
import { wakeWebhooks } from '../../worker/webhooks.ts';
import { webhookWorkflowId } from '../../workflows/webhooks/messages.ts';
import type { TestTemporal } from '../support/temporal.ts';
import type { Hooked } from './hooked.ts';

export interface Running {
  /** wakes webhooks from now on */
  wake(): void;
  stopWaking(): Promise<void>;
  /** `on`: another connection, which one more worker of the same process needs */
  startWorker(options?: Partial<WorkerOptions>, on?: TestTemporal): ReturnType<TestTemporal['startWorker']>;
  /** the newest run of a webhook */
  runOf(hook: Hooked): ReturnType<TestTemporal['client']['workflow']['getHandle']>;
}

export function running(server: TestTemporal, deps: ActivityDependencies): Running {
  let stop: (() => Promise<void>) | undefined;
  return {
    wake: () => {
      const { client, taskQueue: queue } = server;
      const trouble = (error: unknown): void => console.error(error);
      stop = wakeWebhooks({ db: deps.db, client, queue, trouble });
    },
    stopWaking: async () => {
      await stop?.();
      stop = undefined;
    },
    startWorker: (options = {}, on = server) =>
      on.startWorker(createActivities(deps), { taskQueue: server.taskQueue, ...options }),
    runOf: ({ organization, webhookId }) =>
      server.client.workflow.getHandle(webhookWorkflowId(organization.id, webhookId)),
  };
}
