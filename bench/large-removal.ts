import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type Bench, type Measurement, median } from '../scripts/support/measurement.ts';
import { temporalClient } from '../temporal/connection.ts';
import { taskQueue } from '../temporal/task-queue.ts';
import { drafted } from '../test/removals/leaving.ts';
import { beginRemoval } from '../test/removals/running.ts';
import { type TestData, testMember, type TestOrganization } from '../test/support/organization.ts';
import { dataOf } from '../test/support/stack.ts';
import { checking, percentile } from './support/checking.ts';
import { givenResources } from './support/large-holder.ts';
import { residentMiB } from './support/processor-time.ts';
import { type SmallOrganization, smallOrganization } from './support/small-organization.ts';

/** Items of a plan; each resource is two: who owns it, and as whom it runs. */
const MANY = 100_000;
const FEW = 10;
const ROUNDS = 3;
const WARM_ROUNDS = 5; // the worker's own code and heap are as they stay
const WATCH_MS = 100;
const policy = {
  removals: { breaker: { count: 10_000, percent: 100 }, rotationGraceHours: 0, followUps: { required: false } },
};

/**
 * What a removal of a hundred thousand items does to everything else: how much more memory the worker's processes come to have than while it sees out people with ten items, and
 * how long an access check of the same organization takes meanwhile, against checks at the same rate while nobody leaves, before and after each. A check asks two questions: of a
 * resource that stays, and of one that is handed over, by the authority that it runs under; every answer must be yes, at every instant.
 */
export const bench: Bench = {
  title: `the worker's memory, and access checks, while ${MANY} items are handed over`,
  measure: async (tell) => {
    const small = await smallOrganization(tell);
    const data = await dataOf(small.stack);
    const client = temporalClient(small.stack.temporal);
    try {
      await data.owner.query('UPDATE organizations SET policy = policy || $2 WHERE id = $1', [
        small.organization.id,
        policy,
      ]);
      return await measured({ small, data, client }, tell);
    } finally {
      await client.connection.close();
      await data.close();
      await small.stop();
    }
  },
};

interface Ground {
  small: SmallOrganization;
  data: TestData;
  client: ReturnType<typeof temporalClient>;
}

async function measured(ground: Ground, tell: (line: string) => void): Promise<Measurement[]> {
  let few = 0;
  for (let round = 0; round < WARM_ROUNDS; round += 1) few = Math.max(few, (await seenOut(ground, FEW)).peakMiB);
  const idle = [await whileIdle(ground)];
  const rounds: { ratio: number; growth: number }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const { checks, peakMiB } = await seenOut(ground, MANY);
    idle.push(await whileIdle(ground));
    const [during, before, after] = [checks, ...idle.slice(-2)].map((times) => percentile(times ?? [], 0.99));
    const ratio = (during ?? 0) / (((before ?? 0) + (after ?? 0)) / 2);
    rounds.push({ ratio, growth: peakMiB - few });
    tell(
      `${checks.length} checks meanwhile: p99 ${during?.toFixed(1)} ms, idle ${before?.toFixed(1)} and ${after?.toFixed(1)} ms; worker ${peakMiB.toFixed(0)} MiB, with ${FEW} items ${few.toFixed(0)}`,
    );
  }
  const note = `median of ${ROUNDS} rounds; no check was refused`;
  return [
    {
      what: 'check meanwhile: p99, idle = 1',
      value: median(rounds.map(({ ratio }) => ratio)),
      unit: '×',
      atMost: 2,
      note,
    },
    {
      what: `memory of the worker, with ${FEW} items = 0`,
      value: Math.max(...rounds.map(({ growth }) => growth)),
      unit: 'MiB',
      atMost: 64,
      note: `most of ${ROUNDS} rounds`,
    },
  ];
}

const IDLE_MS = 20_000;

async function whileIdle({ small }: Ground): Promise<number[]> {
  const checks = checking(small, [small.resource]);
  await delay(IDLE_MS);
  return await checks.stop();
}

/** One removal of so many items, from the click to the certificate. @returns how long each check took meanwhile, in ms, and the worker's most memory */
async function seenOut({ small, data, client }: Ground, items: number): Promise<{ checks: number[]; peakMiB: number }> {
  const { id } = small.organization;
  const as = { by: 'member', memberId: small.organization.admin.id, through: 'session' } as const;
  const organization = { id, admin: as.memberId, as } as TestOrganization;
  const [leaver, one, two] = [await testMember(data, id), await testMember(data, id), await testMember(data, id)];
  const team = randomUUID();
  await givenResources(data.owner, {
    organization: id,
    leaver: leaver.id,
    maintainers: [one.id, two.id],
    team,
    count: items / 2,
  });
  await data.owner.query('ANALYZE');
  const handedOver = await data.owner.query<{ id: string }>(
    `SELECT id FROM resources WHERE organization_id = $1 AND owner_id = $2 AND kind = 'pipeline' ORDER BY id LIMIT 1`,
    [id, leaver.id],
  );
  const who = { organization, leaver, successor: one };
  const removalId = await drafted(data, who, { successors: [] });
  const pid = small.stack.part('worker').pid() ?? 0;
  let peakMiB = 0;
  const watch = setInterval(() => {
    peakMiB = Math.max(peakMiB, residentMiB(pid));
  }, WATCH_MS);
  const checks = checking(small, [small.resource, ...handedOver.rows.map((row) => row.id)]);
  try {
    const run = await beginRemoval({ client, taskQueue }, who, removalId);
    const outcome = await run.result();
    if (outcome !== 'proven' && outcome !== 'not-proven') throw new Error(`a removal ended ${outcome}`);
  } finally {
    clearInterval(watch);
  }
  return { checks: await checks.stop(), peakMiB };
}
