import { decide } from '../access/decide.ts';
import type { AccessFacts, Action, Reason } from '../access/types.ts';

export const forecastDays = 14;

/** Scheduled runs of one schedule that would fail, in the window of the forecast. */
export interface FailingRuns {
  scheduleId: string;
  /** the first that fails, ISO 8601, UTC */
  firstAt: string;
  runs: number;
  /** whose authority they would have */
  runsAsId: string | null;
  because: readonly Reason[];
  /** they fail today already: the removal is not to blame */
  today: boolean;
}

/** One thing that a run asks for: to run its target, to use a connection. */
export interface RunQuestion {
  facts: AccessFacts;
  action: Action;
}

/** A schedule, and what each of its runs asks in each phase. Times are milliseconds since 1970. */
export interface ScheduleFacts {
  scheduleId: string;
  nextRunAt: number;
  everySeconds: number;
  /** until the effective instant */
  today: readonly RunQuestion[];
  /** from the suspension until the transfer, where it runs as the leaver: as the caretaker */
  meanwhile: readonly RunQuestion[];
  /** after the removal */
  after: readonly RunQuestion[];
}

export interface ForecastWindow {
  now: number;
  effectiveAt: number;
}

/**
 * Walks every schedule's runs of the next 14 days through the access rules as they will be then (design, Removal, 1), and names those that would fail.
 * The runs of a phase are counted, not listed: a schedule of every second has more than a million.
 */
export function forecast(schedules: readonly ScheduleFacts[], { now, effectiveAt }: ForecastWindow): FailingRuns[] {
  const end = now + forecastDays * 86_400_000;
  const turn = Math.min(Math.max(effectiveAt, now), end);
  return schedules.flatMap((schedule) => {
    const today = refusalAmong(schedule.today, now);
    const then = refusalAmong(schedule.meanwhile, turn) ?? refusalAmong(schedule.after, turn);
    const before = failing(schedule, now, turn, today, true);
    const later = failing(schedule, turn, end, then, today !== null);
    return [before, later].filter((found) => found !== null);
  });
}

interface Refusal {
  runsAsId: string | null;
  because: readonly Reason[];
}

function refusalAmong(questions: readonly RunQuestion[], at: number): Refusal | null {
  for (const { facts, action } of questions) {
    const decision = decide(facts, action, at);
    if (!decision.allowed) return { runsAsId: decision.as, because: decision.because };
  }
  return null;
}

function failing(
  schedule: ScheduleFacts,
  from: number,
  to: number,
  refusal: Refusal | null,
  today: boolean,
): FailingRuns | null {
  if (refusal === null) return null;
  const every = schedule.everySeconds * 1000;
  const first = schedule.nextRunAt + Math.max(0, Math.ceil((from - schedule.nextRunAt) / every)) * every;
  const runs = Math.max(0, Math.ceil((to - first) / every));
  if (runs === 0) return null;
  return { scheduleId: schedule.scheduleId, firstAt: new Date(first).toISOString(), runs, ...refusal, today };
}
