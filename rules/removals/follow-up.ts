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
