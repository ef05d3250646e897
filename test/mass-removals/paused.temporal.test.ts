import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createActivities } from '../../activities/registry.ts';
import { pauseMassRemoval } from '../../prisma/commands/mass-removals/steer.ts';
import { massRemovalWorkflowId } from '../../workflows/mass-removals/messages.ts';
import { removalWorkflowId } from '../../workflows/removals/messages.ts';
import { dependencies } from '../removals/leaving.ts';
import { type TestData, testData } from '../support/organization.ts';
import { timeSkippingTemporal } from '../support/temporal.ts';
import { beginMassRemoval, crowd } from './set.ts';

let data: TestData;
let server: Awaited<ReturnType<typeof timeSkippingTemporal>>;

beforeAll(async () => {
  [data, server] = await Promise.all([testData(), timeSkippingTemporal()]);
  await server.startWorker(createActivities(await dependencies(data)));
});
afterAll(async () => {
  await server.close();
  await data.close();
});

test('paused for days, nobody takes a turn by themselves; where the mass removal’s run is gone, everyone does', async () => {
  const who = await crowd(data, { people: 2 });
  const { id, as } = who.organization;
  const run = await beginMassRemoval(data, server, who, { effectiveAt: new Date(Date.now() + 3_600_000) });
  await run.until(({ counts }) => counts.early === 2);
  await pauseMassRemoval(data.db, id, as, { massRemovalId: run.id, now: new Date() });
  await server.sleep('2 hours');
  await run.until(({ counts }) => counts.ready === 2);
  await server.sleep('3 days');
  expect((await run.row()).counts).toMatchObject({ ready: 2, turn: 0, over: 0 });
  await server.client.workflow.getHandle(massRemovalWorkflowId(id, run.id)).terminate('by ops');
  for (const leaver of who.leavers)
    expect(await server.client.workflow.getHandle(removalWorkflowId(id, leaver.id)).result()).toBe('proven');
});
