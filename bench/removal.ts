import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Client } from '@temporalio/client';
import { type Bench, type Measurement, median } from '../scripts/support/measurement.ts';
import { startStack } from '../scripts/support/stack.ts';
import { temporalClient } from '../temporal/connection.ts';
import { taskQueue } from '../temporal/task-queue.ts';
import { crowd } from '../test/mass-removals/set.ts';
import { drafted } from '../test/removals/leaving.ts';
import { beginRemoval } from '../test/removals/running.ts';
import { type TestData, testMember } from '../test/support/organization.ts';
import { dataOf } from '../test/support/stack.ts';
import { activitiesOf, type BareFloor, bareFloor, inLanes } from './support/bare-floor.ts';
import { type Cost, costOf, inWords } from './support/cost.ts';

const REMOVALS = 50;
const AT_ONCE = 10;
const ROUNDS = 5;
const policy = { removals: { breaker: { count: 10_000, percent: 100 }, followUps: { required: false } } };

/** Single removals, each from the click that begins it to its certificate, against the floor that as many workflows with as many activities that do nothing make. */
export const bench: Bench = {
  title: `${REMOVALS} removals started and finished, ${AT_ONCE} at once, against as many bare workflows`,
  measure: async (tell) => {
    const dataDir = mkdtempSync(path.join(tmpdir(), 'doorward-bench-'));
    const stack = await startStack({ dataDir, ports: 'free', parts: ['worker'], throwaway: true, log: tell });
    const client = temporalClient(stack.temporal);
    const [data, floor] = await Promise.all([dataOf(stack), bareFloor(client, stack)]);
    try {
      return await compare(client, data, floor, tell);
    } finally {
      floor.stop();
      await data.close();
      await client.connection.close();
      await stack.stop();
      rmSync(dataDir, { recursive: true, force: true });
    }
  },
};

async function compare(
  client: Client,
  data: TestData,
  floor: BareFloor,
  tell: (line: string) => void,
): Promise<Measurement[]> {
  const { activities } = await seenOut(client, data); // to warm up, and to know how many there are
  await floor.run(REMOVALS, activities, AT_ONCE);
  const rounds: { ms: number; processorMs: number }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const bare = await floor.run(REMOVALS, activities, AT_ONCE);
    const ours = (await seenOut(client, data)).cost;
    rounds.push({ ms: ours.ms / bare.ms, processorMs: ours.processorMs / bare.processorMs });
    tell(`${activities} activities each: bare ${inWords(bare)}, removals ${inWords(ours)}`);
  }
  const note = `median of ${ROUNDS} rounds, ${activities} activities each`;
  const ratio = (name: 'ms' | 'processorMs') => median(rounds.map((round) => round[name]));
  return [
    { what: 'removal, bare workflow = 1', value: ratio('ms'), unit: '×', atMost: 1.5, note },
    { what: 'removal by processor time, bare workflow = 1', value: ratio('processorMs'), unit: '×', note },
  ];
}

async function seenOut(client: Client, data: TestData): Promise<{ cost: Cost; activities: number }> {
  const { organization, leavers } = await crowd(data, { people: REMOVALS, each: 2, policy });
  const successor = await testMember(data, organization.id);
  const drafts: { who: Parameters<typeof drafted>[1]; removalId: string }[] = [];
  for (const leaver of leavers) {
    const who = { organization, leaver, successor };
    drafts.push({ who, removalId: await drafted(data, who) });
  }
  let workflowId = '';
  const cost = await costOf(() =>
    inLanes(drafts, AT_ONCE, async ({ who, removalId }) => {
      const run = await beginRemoval({ client, taskQueue }, who, removalId);
      const outcome = await run.result();
      if (outcome !== 'proven') throw new Error(`a removal ended ${outcome}`);
      ({ workflowId } = run);
    }),
  );
  return { cost, activities: await activitiesOf(client, workflowId) };
}
