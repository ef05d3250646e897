// A worker process that is killed again and again while many are seen out as one set: everyone is, once.
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Client } from '@temporalio/client';
import type { Stack } from '../../scripts/support/stack.ts';
import { temporalClient } from '../../temporal/connection.ts';
import { taskQueue } from '../../temporal/task-queue.ts';
import { beginMassRemoval, crowd } from '../mass-removals/set.ts';
import type { TestData } from '../support/organization.ts';
import { dataOf, testStack } from '../support/stack.ts';

const PEOPLE = 50;
const KILLS = 10;
/** What the audit has once for each of them, sorted. */
const ONCE_EACH = [
  'member.deactivated',
  'member.suspended',
  'removal.completed',
  'removal.planned',
  'resource.transferred',
];
let stack: Stack;
let data: TestData;
let client: Client;

beforeAll(async () => {
  stack = await testStack({ parts: ['worker'] });
  data = await dataOf(stack);
  client = temporalClient(stack.temporal);
});
afterAll(async () => {
  await client.connection.close();
  await data.close();
  await stack.stop();
});

test('a worker that is killed a second after each of its starts loses nobody of a mass removal, and does nothing twice', async () => {
  const policy = { removals: { breaker: { count: 100, percent: 100 } } };
  const who = await crowd(data, { people: PEOPLE, each: 1, policy });
  const run = await beginMassRemoval(data, { client, taskQueue }, who);
  const worker = stack.part('worker');
  let kills = 0;
  for (; kills < KILLS && (await run.row()).counts.completed < PEOPLE; kills += 1) {
    await worker.ready();
    await delay(1000); // its life
    await worker.kill('SIGKILL');
  }
  expect(kills).toBeGreaterThan(3); // it was in the middle
  const { counts } = await run.until(
    ({ status, counts: { completed } }) => status === 'done' && completed === PEOPLE,
    200_000,
  );
  expect(counts).toMatchObject({ total: PEOPLE, completed: PEOPLE, blocked: 0, refused: 0 });
  for (const { status, certificate } of await run.people())
    expect({ status, certified: certificate !== null }).toEqual({ status: 'completed', certified: true });
  const { rows } = await data.owner.query(
    `SELECT body::jsonb ->> 'action' AS action, count(*)::int AS times FROM audit_entries WHERE organization_id = $1
       AND body::jsonb ->> 'action' = ANY($2) GROUP BY 1 ORDER BY 1`,
    [who.organization.id, ONCE_EACH],
  );
  expect(rows).toEqual(ONCE_EACH.map((action) => ({ action, times: PEOPLE })));
}, 300_000);
