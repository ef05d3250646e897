import { Client, ScheduleAlreadyRunning } from '@temporalio/client';
import type { NativeConnection } from '@temporalio/worker';
import { startOptions } from '../temporal/start-options.ts';
import { auditRetentionWorkflow } from '../workflows/audit-retention/messages.ts';

/** What runs by the clock, for all organizations. Made by whichever worker starts first; what an operator changed of it (pause, another hour) stays. */
export async function ensureSchedules(connection: NativeConnection, namespace: string): Promise<void> {
  const { schedule } = new Client({ connection, namespace });
  const { taskQueue, typedSearchAttributes, staticSummary } = startOptions({
    process: 'audit-retention',
    summary: 'drops audit entries that are older than their organization keeps them',
  });
  try {
    await schedule.create({
      scheduleId: auditRetentionWorkflow,
      spec: { calendars: [{ hour: 3, minute: 30, comment: 'daily, UTC' }] },
      policies: { overlap: 'SKIP', catchupWindow: '1 day' },
      action: {
        type: 'startWorkflow',
        workflowType: auditRetentionWorkflow,
        workflowId: auditRetentionWorkflow,
        args: [{}],
        taskQueue,
        typedSearchAttributes,
        staticSummary,
      },
    });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
  }
}
