/** A day of the calendar where someone lives. `month`: 1 to 12. */
export interface LocalDay {
  year: number;
  month: number;
  day: number;
}

/** The local hour at which a follow-up is due on its day. */
export const dueHour = 17;

/** The day that comes so many working days (Monday to Friday) after this one, by the owner's calendar (design, Removal, 7). */
export function workingDaysAfter(start: LocalDay, workingDays: number): LocalDay {
  let at = Date.UTC(start.year, start.month - 1, start.day);
  for (let left = workingDays; left > 0; ) {
    at += 86_400_000;
    const weekday = new Date(at).getUTCDay();
    if (weekday !== 0 && weekday !== 6) left--;
  }
  const day = new Date(at);
  return { year: day.getUTCFullYear(), month: day.getUTCMonth() + 1, day: day.getUTCDate() };
}

/** An open follow-up. Times are milliseconds since 1970. */
export interface OpenFollowUp {
  createdAt: number;
  remindedAt: number | null;
  escalatedAt: number | null;
}

export interface FollowUpPolicy {
  reminderDays: number;
  escalateAfterDays: number;
}

/** What is due for a follow-up now, and when to look again. */
export function tend(
  followUp: OpenFollowUp,
  policy: FollowUpPolicy,
  now: number,
): { remind: boolean; escalate: boolean; nextAt: number } {
  const day = 86_400_000;
  const reminderAt = (followUp.remindedAt ?? followUp.createdAt) + policy.reminderDays * day;
  const escalationAt = followUp.escalatedAt === null ? followUp.createdAt + policy.escalateAfterDays * day : Infinity;
  const remind = reminderAt <= now;
  const escalate = escalationAt <= now;
  const nextReminder = remind ? now + policy.reminderDays * day : reminderAt;
  return { remind, escalate, nextAt: Math.min(nextReminder, escalate ? Infinity : escalationAt) };
}
