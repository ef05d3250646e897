const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;

/** The times of a stage, as in the policy. */
export type StageTimes = { reminderHours: number; escalateAfterHours: number; giveUpAfterDays: number };
export interface Due {
  what: 'remind' | 'escalate' | 'give-up';
  at: Date;
}

/** When a stage that opens now is given up. */
export function deadlineOf(openedAt: Date, times: StageTimes): Date {
  return new Date(openedAt.getTime() + times.giveUpAfterDays * DAY);
}

/** The reverse: when the stage with this deadline was opened. */
export function openedAtOf(deadline: Date, times: StageTimes): Date {
  return new Date(deadline.getTime() - times.giveUpAfterDays * DAY);
}

/**
 * What is due next in a stage that nobody decides. Reminders come after `reminderHours`, then twice as long after each, but weekly at least: so a wait of a year
 * is some sixty mails, not hundreds.
 */
export function nextDue(openedAt: Date, times: StageTimes, done: { reminders: number; escalated: boolean }): Due {
  const deadline = deadlineOf(openedAt, times);
  const due: Due[] = [{ what: 'give-up', at: deadline }];
  if (!done.escalated)
    due.push({ what: 'escalate', at: new Date(openedAt.getTime() + times.escalateAfterHours * HOUR) });
  if (times.reminderHours > 0) {
    due.push({ what: 'remind', at: new Date(openedAt.getTime() + reminderAfter(times, done.reminders)) });
  }
  // of two at once the graver, which stands first
  return due.reduce((first, other) => (other.at < first.at ? other : first));
}

function reminderAfter({ reminderHours }: StageTimes, reminders: number): number {
  const first = reminderHours * HOUR;
  const longest = Math.max(WEEK, first);
  let after = first;
  for (let n = 1, gap = first; n <= reminders; n++) {
    gap = Math.min(gap * 2, longest);
    after += gap;
  }
  return after;
}
