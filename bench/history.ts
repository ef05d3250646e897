import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type OauthProvider, startOauthProvider } from '../scripts/demo/oauth-provider.ts';
import type { Bench } from '../scripts/support/measurement.ts';
import { type Stack, startStack } from '../scripts/support/stack.ts';
import { temporalClient } from '../temporal/connection.ts';
import { taskQueue } from '../temporal/task-queue.ts';
import { drafted, leaving } from '../test/removals/leaving.ts';
import { type RecordingHost, recordingHost } from '../test/removals/recording-host.ts';
import { beginRemoval } from '../test/removals/running.ts';
import { dataOf } from '../test/support/stack.ts';

/** Items of a plan; each pipeline is two: who owns it, and as whom it runs. */
const FEW = 10;
const MANY = 10_000;
const policy = { removals: { rotationGraceHours: 0, followUps: { required: false } } };

/** The history of a removal must not grow with what the leaver holds: one activity per step, whatever it walks through. */
export const bench: Bench = {
  title: `the history of a removal of ${MANY} items against one of ${FEW}`,
  measure: async (tell) => {
    const dataDir = mkdtempSync(path.join(tmpdir(), 'doorward-bench-'));
    const [host, provider] = await Promise.all([recordingHost(), startOauthProvider()]);
    const stack = await startStack({ dataDir, ports: 'free', parts: ['worker'], throwaway: true, log: tell });
    try {
      const few = await events(stack, { host, provider }, FEW);
      const many = await events(stack, { host, provider }, MANY);
      tell(`${few} events for ${FEW} items, ${many} for ${MANY}`);
      return [
        { what: `events, those of ${FEW} items = 1`, value: many / few, unit: '×', atLeast: 0.9, atMost: 1.1 },
        { what: `events of ${MANY} items`, value: many, unit: 'events', atMost: 200 },
      ];
    } finally {
      await stack.stop();
      await Promise.all([host.close(), provider.close()]);
      rmSync(dataDir, { recursive: true, force: true });
    }
  },
};

async function events(
  stack: Stack,
  outside: { host: RecordingHost; provider: OauthProvider },
  items: number,
): Promise<number> {
  const data = await dataOf(stack);
  const client = temporalClient(stack.temporal);
  try {
    const who = await leaving(data, outside, { pipelines: items / 2, policy });
    const run = await beginRemoval({ client, taskQueue }, who, await drafted(data, who));
    await run.result();
    return await run.events();
  } finally {
    await client.connection.close();
    await data.close();
  }
}
