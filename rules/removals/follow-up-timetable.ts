import type { Policy } from '../organizations/policy.ts';

const DAY = 86_400_000;

/** What was done about an open follow-up so far. `since`: when it was opened, or last opened again. */
export interface FollowUpCourse {
  since: Date;
  remindedAt: Date | null;
  escalatedAt: Date | null;
}

/**
 * What is due for an open follow-up, and when to look again. The first reminder tells the owner that there is one. It is escalated after the policy's days,
 * and again each time that they have passed: nothing waits for someone who never acts.
 */
export function nextDue(
  { since, remindedAt, escalatedAt }: FollowUpCourse,
  { reminderDays, escalateAfterDays }: Pick<Policy['removals']['followUps'], 'reminderDays' | 'escalateAfterDays'>,
  now: Date,
): { remind: boolean; escalate: boolean; nextAt: Date } {
  const remindAt = remindedAt === null ? now.getTime() : remindedAt.getTime() + reminderDays * DAY;
  const again = Math.max(escalateAfterDays, 1) * DAY;
  const escalateAt = escalatedAt === null ? since.getTime() + escalateAfterDays * DAY : escalatedAt.getTime() + again;
  const remind = remindAt <= now.getTime();
  const escalate = escalateAt <= now.getTime();
  const nextReminder = remind ? now.getTime() + reminderDays * DAY : remindAt;
  const nextEscalation = escalate ? now.getTime() + again : escalateAt;
  return { remind, escalate, nextAt: new Date(Math.min(nextReminder, nextEscalation)) };
}
