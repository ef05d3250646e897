import { Context } from '@temporalio/activity';
import type { Actor } from '../rules/audit/entry.ts';

/** The run that this activity belongs to, as the audit names it: nobody clicked. */
export function byRun(): Actor {
  const run = Context.current().info.workflowExecution;
  return { by: 'workflow', workflowId: run?.workflowId ?? '' };
}
