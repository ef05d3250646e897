/** Scheduled runs of one schedule that would fail, in the window of the forecast. */
export interface FailingRuns {
  scheduleId: string;
  /** the first that fails, ISO 8601, UTC */
  firstAt: string;
  runs: number;
  /** whose authority they would have */
  runsAsId: string | null;
  /** the decision's reason, as access/explain says it */
  because: string;
  /** they fail today already: the removal is not to blame */
  today: boolean;
}
