import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Client } from '@temporalio/client';
import { type Bench, type Measurement, median } from '../scripts/support/measurement.ts';
import { startStack } from '../scripts/support/stack.ts';
import { temporalClient } from '../temporal/connection.ts';
import { taskQueue } from '../temporal/task-queue.ts';
import { removalWorkflowId } from '../workflows/removals/messages.ts';
import { begunMassRemoval, type Crowd, crowd, draftedMassRemoval } from '../test/mass-removals/set.ts';
import type { TestData } from '../test/support/organization.ts';
import { dataOf } from '../test/support/stack.ts';
import { activitiesOf, type BareFloor, bareFloor } from './support/bare-floor.ts';
import { type Cost, costOf, inWords } from './support/cost.ts';

const PEOPLE = 200;
/** Items of a plan; each pipeline is two: who owns it, and as whom it runs. */
const ITEMS = 20;
const ROUNDS = 3;
const policy = { removals: { breaker: { count: 10_000, percent: 100 }, followUps: { required: false } } };

/** From the click that begins it to the last certificate, against the floor that as many workflows with as many activities that do nothing make. */
export const bench: Bench = {
  title: `a mass removal of ${PEOPLE} people with ${ITEMS} items each against as many bare workflows`,
  measure: async (tell) => {
    const dataDir = mkdtempSync(path.join(tmpdir(), 'doorward-bench-'));
    const stack = await startStack({ dataDir, ports: 'free', parts: ['worker'], throwaway: true, log: tell });
    const client = temporalClient(stack.temporal);
    const [data, floor] = await Promise.all([dataOf(stack), bareFloor(client, stack)]);
    try {
      return await compare({ client, data, floor }, tell);
    } finally {
      floor.stop();
      await data.close();
      await client.connection.close();
      await stack.stop();
      rmSync(dataDir, { recursive: true, force: true });
    }
  },
};

interface Ground {
  client: Client;
  data: TestData;
  floor: BareFloor;
}

async function compare(ground: Ground, tell: (line: string) => void): Promise<Measurement[]> {
  const { floor } = ground;
  let activities = (await seenOut(ground, 10)).activities; // to warm up, and to know how many there are
  await floor.run(10, activities, 10);
  const rounds: { ms: number; processorMs: number }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const bare = await floor.run(PEOPLE, activities, PEOPLE);
    const ours = await seenOut(ground, PEOPLE);
    ({ activities } = ours);
    rounds.push({ ms: ours.cost.ms / bare.ms, processorMs: ours.cost.processorMs / bare.processorMs });
    tell(`${activities} activities each: bare ${inWords(bare)}, removals ${inWords(ours.cost)}`);
  }
  const note = `median of ${ROUNDS} rounds, ${activities} activities each`;
  const ratio = (name: 'ms' | 'processorMs') => median(rounds.map((round) => round[name]));
  return [
    { what: 'mass removal, bare workflows = 1', value: ratio('ms'), unit: '×', atMost: 2, note },
    { what: 'mass removal by processor time, bare workflows = 1', value: ratio('processorMs'), unit: '×', note },
  ];
}

async function seenOut({ client, data }: Ground, people: number): Promise<{ cost: Cost; activities: number }> {
  const who = await crowd(data, { people, each: ITEMS / 2, policy });
  const draft = await draftedMassRemoval(data, who);
  const cost = await costOf(async () => {
    const run = await begunMassRemoval(data, { client, taskQueue }, who, draft);
    await run.result(); // everyone is handed over
    await Promise.all(runsOf(who).map((id) => client.workflow.getHandle(id).result()));
    const { counts } = await run.row();
    if (counts.completed !== people) throw new Error(`${counts.completed} of ${people} have a certificate`);
  });
  return { cost, activities: await activitiesOf(client, runsOf(who)[0] ?? '') };
}

const runsOf = ({ organization, leavers }: Crowd) => leavers.map(({ id }) => removalWorkflowId(organization.id, id));
