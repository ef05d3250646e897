const DAY = 86_400_000;

/** When a link that is sent now stops being good. */
export function expiryOf(sentAt: Date, validDays: number): Date {
  return new Date(sentAt.getTime() + validDays * DAY);
}

/** When the next reminder is due: every `reminderDays` after the mail, as long as the link is good. `reminded`: how many went out for this link. */
export function nextReminder(
  link: { sentAt: Date; expiresAt: Date },
  reminderDays: number,
  reminded: number,
): Date | undefined {
  if (reminderDays <= 0) return undefined;
  const at = new Date(link.sentAt.getTime() + (reminded + 1) * reminderDays * DAY);
  return at < link.expiresAt ? at : undefined;
}
