import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { AuditRetentionActivities } from '../../activities/audit-retention/contract.ts';
import { NativeConnection } from '@temporalio/worker';
import { auditRetentionWorkflow } from '../../workflows/audit-retention/messages.ts';
import { ensureSchedules } from '../../worker/schedules.ts';
import { type TestTemporal, testTemporal } from '../support/temporal.ts';

let server: TestTemporal;
const all = Array.from({ length: 205 }, (_, i) => `org-${String(i).padStart(3, '0')}`);
const tried = new Map<string, number>();
const asked: (string | undefined)[] = [];

/** One organization fails once after its effect, and one always. */
const activities: AuditRetentionActivities = {
  organizationsWithRetention: async ({ after = '', limit }) => {
    asked.push(after);
    return all.filter((id) => id > after).slice(0, limit);
  },
  dropOldAuditEntries: async ({ organization, now }) => {
    expect(Date.parse(now)).not.toBeNaN();
    const times = (tried.get(organization) ?? 0) + 1;
    tried.set(organization, times);
    if (organization === 'org-007' && times === 1) throw new Error('the worker was killed');
    if (organization === 'org-009') throw new Error('never');
    return { entries: 2 };
  },
};

beforeAll(async () => {
  server = await testTemporal({ namespace: 'own' });
  await server.startWorker(activities);
});
afterAll(() => server.close());

test('every organization is seen to, in bounded runs; one that fails holds up no other', async () => {
  const { client, taskQueue } = server;
  const workflowId = randomUUID();
  const outcome = await client.workflow.execute(auditRetentionWorkflow, { workflowId, taskQueue, args: [{}] });
  expect(outcome).toEqual({ organizations: 205, entries: 408, failed: 1 });
  expect(asked).toEqual(['', 'org-099', 'org-199']);
  expect([...tried.keys()]).toEqual(all);
  expect(tried.get('org-007')).toBe(2);
});

test('it runs every day by a schedule, which workers that start at once make once and leave as an operator set it', async () => {
  const { address, namespace, client } = server;
  const connection = await NativeConnection.connect({ address });
  try {
    await Promise.all([ensureSchedules(connection, namespace), ensureSchedules(connection, namespace)]);
    const schedule = client.schedule.getHandle(auditRetentionWorkflow);
    await schedule.pause('an operator’s choice');
    await ensureSchedules(connection, namespace);
    const { action, state, info } = await schedule.describe();
    expect(action.workflowType).toBe(auditRetentionWorkflow);
    expect(state.paused).toBe(true);
    const [next, after] = info.nextActionTimes;
    expect((after?.getTime() ?? 0) - (next?.getTime() ?? 0)).toBe(86_400_000);
  } finally {
    await connection.close();
  }
});
