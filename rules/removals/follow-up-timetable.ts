import type { Policy } from '../organizations/policy.ts';

const DAY = 86_400_000;

/** What is due for an open follow-up, and when to look again. The first reminder tells the owner that there is one. */
export function nextDue(
  followUp: { createdAt: Date; remindedAt: Date | null; escalatedAt: Date | null },
  { reminderDays, escalateAfterDays }: Pick<Policy['removals']['followUps'], 'reminderDays' | 'escalateAfterDays'>,
  now: Date,
): { remind: boolean; escalate: boolean; nextAt: Date } {
  const { createdAt, remindedAt, escalatedAt } = followUp;
  const remindAt = remindedAt === null ? now.getTime() : remindedAt.getTime() + reminderDays * DAY;
  const escalateAt = createdAt.getTime() + escalateAfterDays * DAY;
  const remind = remindAt <= now.getTime();
  const escalate = escalateAt <= now.getTime();
  const nextReminder = remind ? now.getTime() + reminderDays * DAY : remindAt;
  const next = escalate || escalatedAt !== null ? nextReminder : Math.min(nextReminder, escalateAt);
  return { remind, escalate, nextAt: new Date(next) };
}
