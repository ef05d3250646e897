/** All that others may know of the workflow that keeps audits as long as their organizations say, and no longer. One at a time, by schedule. */
export const auditRetentionWorkflow = 'auditRetention';

export interface AuditRetentionInput {
  /** organizations up to this id were seen to by the run before */
  after?: string;
  /** counts of the runs before */
  done?: AuditRetentionOutcome;
}

export interface AuditRetentionOutcome {
  organizations: number;
  entries: number;
  /** organizations where it did not succeed: the next run tries them again */
  failed: number;
}
