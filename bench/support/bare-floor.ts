import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type { Stack } from '../../scripts/support/stack.ts';
import { type Cost, costOf } from './cost.ts';

export interface BareFloor {
  /** Runs so many workflows with so many activities each that do nothing, `atOnce` at once, until the last has ended. */
  run(workflows: number, activities: number, atOnce: number): Promise<Cost>;
  stop(): void;
}

/** Bare workflows on the Temporal server of a stack, with a worker process of their own. */
export async function bareFloor(client: Client, { temporal }: Stack): Promise<BareFloor> {
  const taskQueue = `bare-${randomUUID()}`;
  const { address: TEMPORAL_ADDRESS, namespace: TEMPORAL_NAMESPACE } = temporal;
  const worker = spawn(process.execPath, ['--import', 'tsx', 'bench/support/bare-worker.ts'], {
    env: { ...process.env, TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TASK_QUEUE: taskQueue },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  await new Promise<void>((resolve, reject) => {
    worker.stdout.once('data', () => resolve());
    worker.once('exit', (code) => reject(new Error(`the bare worker ended with ${code}`)));
  });
  return {
    run: (workflows, activities, atOnce) => {
      const all = Array.from({ length: workflows }, () => randomUUID());
      const run = (id: string) =>
        client.workflow.execute<(activities: number) => Promise<void>>('bare', {
          taskQueue,
          workflowId: `bare/${id}`,
          args: [activities],
        });
      return costOf(() => inLanes(all, atOnce, run));
    },
    stop: () => worker.kill(),
  };
}

/** Does `work` for each, at most `atOnce` at once. */
export async function inLanes<T>(all: readonly T[], atOnce: number, work: (one: T) => Promise<unknown>): Promise<void> {
  const left = [...all];
  const lane = async (): Promise<void> => {
    for (let one = left.shift(); one !== undefined; one = left.shift()) await work(one);
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
}

/** How many activities a run has had. */
export async function activitiesOf(client: Client, workflowId: string): Promise<number> {
  const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
  return (events ?? []).filter(({ activityTaskScheduledEventAttributes: scheduled }) => scheduled).length;
}
