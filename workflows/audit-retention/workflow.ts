import { continueAsNew, proxyActivities } from '@temporalio/workflow';
import type { AuditRetentionActivities } from '../../activities/audit-retention/contract.ts';
import { ownDatabase } from '../steps/activity-options.ts';
import type { AuditRetentionInput, AuditRetentionOutcome } from './messages.ts';

const ORGANIZATIONS = 100; // in one run

// what fails for one organization holds up no other: the next day's run tries it again
const patient = proxyActivities<AuditRetentionActivities>({
  startToCloseTimeout: '6 hours',
  heartbeatTimeout: '30 seconds',
  retry: { initialInterval: '1 second', maximumAttempts: 5 },
  summary: 'drop what is older than it is kept',
});

/** Sees to every organization with a retention, one after the other: a signed checkpoint, then what lies behind it, batch by batch (design, Audit). */
export async function auditRetention({
  after,
  done = { organizations: 0, entries: 0, failed: 0 },
}: AuditRetentionInput): Promise<AuditRetentionOutcome> {
  const now = new Date().toISOString();
  const page = { limit: ORGANIZATIONS, ...(after === undefined ? {} : { after }) };
  const own = ownDatabase<AuditRetentionActivities>('whose audit has a retention');
  const organizations = await own.organizationsWithRetention(page);
  const outcome = { ...done };
  for (const organization of organizations) {
    outcome.organizations += 1;
    try {
      outcome.entries += (await patient.dropOldAuditEntries({ organization, now })).entries;
    } catch {
      outcome.failed += 1;
    }
  }
  const last = organizations.at(-1);
  if (last === undefined || organizations.length < ORGANIZATIONS) return outcome;
  return await continueAsNew<typeof auditRetention>({ after: last, done: outcome });
}
