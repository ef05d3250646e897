// What only a real server can show: lists, resets, cancelled runs, and the size of histories.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import proto from '@temporalio/proto';
import { createActivities } from '../../activities/registry.ts';
import { listFollowUps } from '../../prisma/queries/follow-ups/list.ts';
import { type OauthProvider, startOauthProvider } from '../../scripts/demo/oauth-provider.ts';
import * as messages from '../../workflows/removals/messages.ts';
import { eventually } from '../support/eventually.ts';
import { type TestData, testData } from '../support/organization.ts';
import { testTemporal, type TestTemporal } from '../support/temporal.ts';
import { dependencies, drafted, type Leaving, leaving, noted } from './leaving.ts';
import { type RecordingHost, recordingHost } from './recording-host.ts';
import { auditOf, remainsOf } from './remains.ts';
import { beginRemoval, refusalOf, type RemovalRun } from './running.ts';

const { ResetWorkflowExecutionRequest } = proto.temporal.api.workflowservice.v1;
const WORKFLOW_TASK_COMPLETED = 7;
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);
const noGrace = { policy: { removals: { rotationGraceHours: 0 } } };
let data: TestData;
let host: RecordingHost;
let provider: OauthProvider;
let server: TestTemporal;

beforeAll(async () => {
  const started = [testData(), recordingHost(), startOauthProvider(), testTemporal({ namespace: 'own' })] as const;
  [data, host, provider, server] = await Promise.all(started);
  await server.startWorker(createActivities(await dependencies(data)));
});
afterAll(async () => {
  await server.close();
  await Promise.all([host.close(), provider.close(), data.close()]);
});

const outside = () => ({ host, provider });

async function attestAll(who: Leaving, run: RemovalRun, removalId: string): Promise<void> {
  await run.until(({ waitsFor }) => waitsFor === 'follow-ups');
  const open = await listFollowUps(data.db, who.organization.id, { removalId, status: 'open', limit: 100 });
  for (const { id } of open)
    await run.steer(messages.attest, { followUpId: id, noteId: await noted(data, who, 'Changed at the provider') });
}

async function found(query: string): Promise<string[]> {
  const ids: string[] = [];
  for await (const { workflowId } of server.client.workflow.list({ query })) ids.push(workflowId);
  return ids;
}

describe('ops', () => {
  test('find a run by what it waits for and until when, and a blocked one by that', async () => {
    const who = await leaving(data, outside(), { pipelines: 1 });
    const run = await beginRemoval(server, who, await drafted(data, who, { effectiveAt: inDays(30) }));
    const mine = `DoorwardProcess = "removal" AND DoorwardOrganization = "${who.organization.id}"`;
    const waits = `${mine} AND DoorwardStep = "wait" AND DoorwardBlocked = false AND DoorwardDue < "${inDays(31).toISOString()}"`;
    await eventually(async () => expect(await found(waits)).toEqual([run.workflowId]));
    host.refuses = ({ resource }) => (who.pipelines.includes(resource) ? 'locked here' : undefined);
    await run.steer(messages.moveDate, { effectiveAt: inDays(-1).toISOString(), timeZone: 'UTC' });
    const blocked = `${mine} AND DoorwardStep = "transfer" AND DoorwardBlocked = true`;
    await eventually(async () => expect(await found(blocked)).toEqual([run.workflowId]));
    host.refuses = () => undefined;
  });

  test('cancel the run itself in vain: a removal never ends half-way, and can still be steered', async () => {
    const who = await leaving(data, outside(), { pipelines: 1, ...noGrace });
    const removalId = await drafted(data, who, { effectiveAt: inDays(9) });
    const run = await beginRemoval(server, who, removalId);
    await server.client.workflow.getHandle(run.workflowId).cancel();
    await run.steer(messages.pause, {});
    await run.steer(messages.resume, {});
    await run.steer(messages.moveDate, { effectiveAt: inDays(-1).toISOString(), timeZone: 'UTC' });
    await attestAll(who, run, removalId);
    expect(await run.result()).toBe('proven');
  });

  test('reset a run that was terminated by mistake, and it goes on where it was', async () => {
    const who = await leaving(data, outside(), { pipelines: 1, ...noGrace });
    const removalId = await drafted(data, who);
    const run = await beginRemoval(server, who, removalId);
    await run.until(({ waitsFor }) => waitsFor === 'follow-ups');
    const handle = server.client.workflow.getHandle(run.workflowId);
    const { runId } = await handle.describe();
    await handle.terminate('by mistake');
    const { events } = await handle.fetchHistory();
    const last = events?.findLast(({ eventType }) => eventType === WORKFLOW_TASK_COMPLETED)?.eventId;
    const reset = { namespace: server.namespace, workflowExecution: { workflowId: run.workflowId, runId } };
    await server.client.workflowService.resetWorkflowExecution(
      ResetWorkflowExecutionRequest.fromObject({
        ...reset,
        reason: 'terminated by mistake',
        workflowTaskFinishEventId: String(last),
        requestId: randomUUID(),
      }),
    );
    await attestAll(who, run, removalId);
    expect(await run.result()).toBe('proven');
    expect(await remainsOf(data, who)).toEqual({});
  });
});

test('a run that has taken as many clicks as it can refuses the next one by name, and goes on by itself', async () => {
  const who = await leaving(data, outside(), { pipelines: 1, ...noGrace });
  const removalId = await drafted(data, who, { effectiveAt: inDays(9) });
  const run = await beginRemoval(server, who, removalId);
  await run.steer(messages.moveDate, { effectiveAt: new Date(Date.now() + 30_000).toISOString(), timeZone: 'UTC' });
  const again = async () => {
    for (;;) {
      const refused = await refusalOf(run.steer(messages.begin, { removalId })); // begun twice is begun once: a click without an effect
      if (refused.name !== 'it was not refused') return refused.name;
    }
  };
  expect(new Set(await Promise.all(Array.from({ length: 6 }, again)))).toEqual(new Set(['run-full']));
  await run.until(({ step }) => step !== 'wait');
}, 180_000);

// Here, because the time-skipping server at times never answers one of two Updates with the same id.
test('the same click twice, and both at once, is done once', async () => {
  const who = await leaving(data, outside(), { pipelines: 1 });
  const run = await beginRemoval(server, who, await drafted(data, who, { effectiveAt: inDays(9) }));
  const requestId = randomUUID();
  await Promise.all([run.steer(messages.pause, { requestId }), run.steer(messages.pause, { requestId })]);
  await run.steer(messages.pause, { requestId });
  expect((await auditOf(data, who.organization.id))['removal.paused']).toBe(1);
});

test('a removal of 10,000 items has as many events as one of 10, within a tenth', async () => {
  const events = async (pipelines: number) => {
    const who = await leaving(data, outside(), { pipelines, ...noGrace });
    const removalId = await drafted(data, who);
    const run = await beginRemoval(server, who, removalId);
    await attestAll(who, run, removalId);
    expect(await run.result()).toBe('proven');
    return await run.events();
  };
  const few = await events(5); // each is owned by them and runs as them: two items
  const many = await events(5000);
  expect(Math.abs(many - few)).toBeLessThanOrEqual(few / 10);
});
