import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { listFollowUps } from '../../prisma/queries/follow-ups/list.ts';
import { type OauthProvider, startOauthProvider } from '../../scripts/demo/oauth-provider.ts';
import type { Stack } from '../../scripts/support/stack.ts';
import { taskQueue } from '../../temporal/task-queue.ts';
import { temporalClient } from '../../temporal/connection.ts';
import * as messages from '../../workflows/removals/messages.ts';
import { eventually } from '../support/eventually.ts';
import type { TestData } from '../support/organization.ts';
import { dataOf, testStack } from '../support/stack.ts';
import { drafted, leaving, noted } from './leaving.ts';
import { type RecordingHost, recordingHost } from './recording-host.ts';
import { auditOf, remainsOf } from './remains.ts';
import { beginRemoval } from './running.ts';

let stack: Stack;
let data: TestData;
let host: RecordingHost;
let provider: OauthProvider;

beforeAll(async () => {
  [stack, host, provider] = await Promise.all([
    testStack({ parts: ['worker'] }),
    recordingHost(),
    startOauthProvider(),
  ]);
  data = await dataOf(stack);
});
afterAll(async () => {
  await data.close();
  await Promise.all([host.close(), provider.close(), stack.stop()]);
});

const kill = async () => {
  const worker = stack.part('worker');
  await worker.kill('SIGKILL');
  await worker.ready();
};

test('a worker that is killed while it waits, in the middle of a transfer, and while a host answers, loses nothing and does nothing twice', async () => {
  const who = await leaving(data, { host, provider }, { policy: { removals: { rotationGraceHours: 0 } } });
  const removalId = await drafted(data, who, { effectiveAt: new Date(Date.now() + 86_400_000) });
  const server = { client: temporalClient(stack.temporal), taskQueue };
  const run = await beginRemoval(server, who, removalId);
  await run.until(({ waitsFor }) => waitsFor === 'effective-date');
  await kill();

  const lock = await data.owner.connect(); // the transfer can't get past this resource
  await lock.query('BEGIN');
  await lock.query('SELECT FROM resources WHERE id = $1 FOR UPDATE', [who.pipelines[1]]);
  await run.steer(messages.moveDate, { effectiveAt: new Date(0).toISOString(), timeZone: 'UTC' });
  await eventually(async () => {
    const { rows } = await lock.query(
      "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()",
    );
    if (rows.length === 0) throw new Error('nobody waits for the resource');
  });
  let answering = false;
  host.delay = () => {
    answering = true;
    return 5_000;
  };
  await kill();
  await lock.query('ROLLBACK');
  lock.release();
  await eventually(() => {
    if (!answering) throw new Error('the host was not asked');
  }, 40_000);
  host.delay = () => 0;
  await kill();

  await run.until(({ waitsFor }) => waitsFor === 'follow-ups');
  const open = await listFollowUps(data.db, who.organization.id, { removalId, status: 'open', limit: 10 });
  for (const { id } of open)
    await run.steer(messages.attest, { followUpId: id, noteId: await noted(data, who, 'done') });
  expect(await run.result()).toBe('proven');
  expect(await remainsOf(data, who)).toEqual({});
  const audit = await auditOf(data, who.organization.id);
  for (const action of [
    'removal.planned',
    'member.suspended',
    'resource.transferred',
    'member.deactivated',
    'removal.completed',
  ])
    expect([action, audit[action]]).toEqual([action, 1]);
  const told = host.requests.filter(({ type }) => type === 'transfer').map(({ id }) => id);
  expect(new Set(told).size).toBe(1);
  expect(told.length).toBe(2);
});
