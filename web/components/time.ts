import { DateTime } from 'luxon';

/** The zone of this browser, by its IANA name. */
export const ownTimeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** `24 Nov 2026, 18:00 CET`: never without its zone. */
export function absolute(at: string, timeZone: string = ownTimeZone): string {
  return new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZone,
    timeZoneName: 'short',
  }).format(new Date(at));
}

// a unit is used from two of the larger ones on: `in 45 days` says more than `in 1 month`
const units = [
  { unit: 'year', seconds: 31_557_600, from: 2 },
  { unit: 'month', seconds: 2_629_800, from: 2 },
  { unit: 'day', seconds: 86_400, from: 2 },
  { unit: 'hour', seconds: 3_600, from: 1 },
  { unit: 'minute', seconds: 60, from: 1 },
] as const;
const words = new Intl.RelativeTimeFormat('en');

/** `in 3 days`, `2 hours ago`, `just now`. `now` in milliseconds. */
export function relative(at: string, now: number): string {
  const seconds = (Date.parse(at) - now) / 1_000;
  const fitting = units.find((each) => Math.abs(seconds) >= each.from * each.seconds);
  return fitting ? words.format(Math.trunc(seconds / fitting.seconds), fitting.unit) : 'just now';
}

/** `0.4 s`, `40 s`, `2 min`, `3 h 5 min`, `6 days 2 h`: how long something took. */
export function duration(milliseconds: number): string {
  if (milliseconds < 100) return 'under 0.1 s';
  if (milliseconds < 10_000) return `${(milliseconds / 1_000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1_000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
  const days = Math.floor(hours / 24);
  return `${days} ${days === 1 ? 'day' : 'days'}${hours % 24 ? ` ${hours % 24} h` : ''}`;
}

/** A date and time as typed (`2026-11-24T18:00`) in a zone, as the instant it is (ISO 8601, UTC); undefined: not a time. */
export function instantOf(typed: string, timeZone: string): string | undefined {
  return DateTime.fromISO(typed, { zone: timeZone }).toUTC().toISO() ?? undefined;
}

/** The other way, for a field's first value. */
export function typedOf(at: string, timeZone: string): string {
  return DateTime.fromISO(at, { zone: timeZone }).toFormat("yyyy-MM-dd'T'HH:mm");
}

/** Every zone that this browser knows, with its own first. */
export function timeZones(): string[] {
  return [...new Set([ownTimeZone, 'UTC', ...Intl.supportedValuesOf('timeZone')])];
}
