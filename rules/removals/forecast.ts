import { decide } from '../access/decide.ts';
import type { AccessFacts, Action, AutomationFacts, MemberFacts, Reason } from '../access/types.ts';

export const forecastDays = 14;

const DAY = 86_400_000;

/** Scheduled runs of one schedule that would fail, in the window of the forecast. */
export interface FailingRuns {
  scheduleId: string;
  /** the first that fails, ISO 8601, UTC */
  firstAt: string;
  runs: number;
  /** what is refused: the schedule itself, what it runs, a connection */
  resourceId: string;
  /** whose authority they would have */
  runsAsId: string | null;
  because: readonly Reason[];
  /** they fail today already: the removal is not to blame */
  today: boolean;
}

/** One thing that a run asks for, as its host asks it: to run, to run its target, to use a connection. */
export interface RunQuestion {
  action: Action;
  /** until the hand-over */
  today: AccessFacts;
  /** after it; the same where nothing is handed over */
  after: AccessFacts;
  /** it runs as someone who leaves: between suspension and hand-over as the caretaker */
  leaves: boolean;
  /** end dates of whom it runs as, before and after, ms since 1970: from then on the caretaker stands in */
  endsAt: { today: number | null; after: number | null };
}

/** A schedule, and what each of its runs asks. Times are milliseconds since 1970. */
export interface ScheduleFacts {
  scheduleId: string;
  nextRunAt: number;
  everySeconds: number;
  questions: readonly RunQuestion[];
}

export interface ForecastWindow {
  now: number;
  effectiveAt: number;
  /** the organization's; null: there is none */
  caretaker: MemberFacts | null;
  /** how long it stands in: policy, removals.caretakerDays */
  caretakerDays: number;
}

/**
 * Walks every schedule's runs of the next 14 days through the access rules as they will be then (design, Removal, 1), and names those that would fail.
 * Time is cut where something changes: the hand-over, an end date, the end of a caretaking. Between two cuts the answer is one, and runs are counted, not
 * listed: a schedule of every second has more than a million.
 */
export function forecast(schedules: readonly ScheduleFacts[], window: ForecastWindow): FailingRuns[] {
  const end = window.now + forecastDays * DAY;
  const turn = Math.min(Math.max(window.effectiveAt, window.now), end);
  return schedules.flatMap((schedule) => failingOf(schedule, window, turn, end));
}

function failingOf(schedule: ScheduleFacts, window: ForecastWindow, turn: number, end: number): FailingRuns[] {
  const found: FailingRuns[] = [];
  const cuts = cutsOf(schedule, window, turn, end);
  for (let index = 0; index < cuts.length; index++) {
    const [from = end, to = end] = [cuts[index], cuts[index + 1]];
    const refusal = refusalAmong(schedule.questions, from, window, turn);
    if (refusal === null) continue;
    const today = refusalAmong(schedule.questions, window.now, window, Number.POSITIVE_INFINITY) !== null;
    const runs = runsWithin(schedule, from, to);
    if (runs !== null) add(found, { scheduleId: schedule.scheduleId, ...runs, ...refusal, today });
  }
  return found;
}

/** From now on, where the answer may change, in order, each once. */
function cutsOf(schedule: ScheduleFacts, window: ForecastWindow, turn: number, end: number): number[] {
  const cuts = [window.now];
  const stands = window.caretakerDays * DAY;
  let others = 0;
  const cut = (at: number) => {
    if (at <= window.now || at >= end) return;
    others += 1;
    cuts.push(at);
  };
  cut(turn);
  for (const { today, after, endsAt } of schedule.questions) {
    if (endsAt.today !== null) [endsAt.today, endsAt.today + stands].forEach(cut);
    if (endsAt.after !== null) [endsAt.after, endsAt.after + stands].forEach(cut);
    if (today.automation?.caretaking) cut(today.automation.caretaking.until);
    if (after.automation?.caretaking) cut(after.automation.caretaking.until);
  }
  return others < 2 ? cuts : [...new Set(cuts)].sort((a, b) => a - b);
}

interface Refusal {
  resourceId: string;
  runsAsId: string | null;
  because: readonly Reason[];
}

/** What refuses a run at an instant; `turn`: when things are handed over. */
function refusalAmong(
  questions: readonly RunQuestion[],
  at: number,
  window: ForecastWindow,
  turn: number,
): Refusal | null {
  for (const { action, today, after, leaves, endsAt } of questions) {
    let refused: Refusal | null = null;
    if (!leaves || at < turn) refused = refusalOf(ended(today, endsAt.today, at, window), action, at);
    else {
      // at the turn both, because either may be the one
      if (at === turn) refused = refusalOf(underCaretaker(today, turn, window), action, at);
      refused ??= refusalOf(ended(after, endsAt.after, at, window), action, at);
    }
    if (refused !== null) return refused;
  }
  return null;
}

function refusalOf(facts: AccessFacts, action: Action, at: number): Refusal | null {
  const { allowed, as, because } = decide(facts, action, at);
  return allowed ? null : { resourceId: facts.resource?.id ?? '', runsAsId: as, because };
}

function ended(facts: AccessFacts, endsAt: number | null, at: number, window: ForecastWindow): AccessFacts {
  return endsAt === null || endsAt > at ? facts : underCaretaker(facts, endsAt, window);
}

/** From someone's suspension on, whatever runs as them runs as the caretaker (decision 1). */
function underCaretaker(facts: AccessFacts, from: number, { caretaker, caretakerDays }: ForecastWindow): AccessFacts {
  const { automation } = facts;
  if (automation === undefined || automation.runsAs === null) return facts;
  const caretaking: AutomationFacts['caretaking'] =
    caretaker === null ? null : { caretaker, until: from + caretakerDays * DAY };
  return { ...facts, automation: { ...automation, runsAs: { ...automation.runsAs, status: 'suspended' }, caretaking } };
}

/** Runs of a schedule from an instant on and before another, counted, not listed. `firstAt`: ISO 8601, UTC. Null: none. */
export function runsWithin(
  { nextRunAt, everySeconds }: Pick<ScheduleFacts, 'nextRunAt' | 'everySeconds'>,
  from: number,
  to: number,
): { firstAt: string; runs: number } | null {
  const every = everySeconds * 1000;
  const first = nextRunAt + Math.max(0, Math.ceil((from - nextRunAt) / every)) * every;
  const runs = Math.max(0, Math.ceil((to - first) / every));
  return runs === 0 ? null : { firstAt: new Date(first).toISOString(), runs };
}

/** What goes on failing for the same reason is one finding. */
function add(found: FailingRuns[], next: FailingRuns): void {
  const last = found.at(-1);
  const same = last !== undefined && JSON.stringify(alike(last)) === JSON.stringify(alike(next));
  if (same) last.runs += next.runs;
  else found.push(next);
}

const alike = ({ resourceId, runsAsId, because, today }: FailingRuns) => [resourceId, runsAsId, because, today];
