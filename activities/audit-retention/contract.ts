/** As the workflow sees them. Each can be killed, repeated or run twice at once. */
export interface AuditRetentionActivities {
  /** Ids of the organizations that don't keep their audit for ever, in order, after one. */
  organizationsWithRetention(input: { after?: string; limit: number }): Promise<string[]>;
  /** Makes a checkpoint where something is too old, and drops what lies behind it. `now`: the workflow's time, ISO 8601, UTC. */
  dropOldAuditEntries(input: { organization: string; now: string }): Promise<{ entries: number }>;
}
