import { dropBatch, makeCheckpoint } from '../../prisma/commands/audit-entries/retention.ts';
import { organizationsWithRetention } from '../../prisma/queries/audit-entries/retention.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { pulse } from '../removals/ground.ts';
import { byRun } from '../run.ts';
import type { AuditRetentionActivities } from './contract.ts';

export function auditRetentionActivities({ db, signer }: ActivityDependencies): AuditRetentionActivities {
  return {
    organizationsWithRetention: (page) => organizationsWithRetention(db, page),
    async dropOldAuditEntries({ organization, now }) {
      await makeCheckpoint(db, signer, organization, byRun(), { now: new Date(now) });
      let entries = 0;
      for (;;) {
        const dropped = await dropBatch(db, organization);
        entries += dropped.entries;
        if (dropped.entries + dropped.personal === 0) return { entries };
        await pulse(entries);
      }
    },
  };
}
