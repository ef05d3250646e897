import { disposableEmailDomains } from './disposable.ts';

/** What an organization says of an email domain. A claim counts only once it is proved. */
export interface ListedEmailDomain {
  name: string;
  rule: 'claimed' | 'guest' | 'blocked';
  proved: boolean;
}
export type EmailDomainStanding = 'claimed' | 'guest' | 'blocked' | 'disposable' | 'unlisted';

/**
 * Where an email domain stands. The entry for the very name decides; without one, a parent that is blocked or disposable counts for all below it,
 * while a claim or guest rule reaches no further than its name: whoever rules `example.com` need not rule `mail.example.com`.
 */
export function standingOf(emailDomain: string, listed: readonly ListedEmailDomain[]): EmailDomainStanding {
  const own = listed.find((entry) => entry.name === emailDomain);
  if (own !== undefined && (own.rule !== 'claimed' || own.proved)) return own.rule;
  const family = familyOf(emailDomain);
  if (own === undefined && listed.some((entry) => entry.rule === 'blocked' && family.includes(entry.name))) {
    return 'blocked';
  }
  return family.some((name) => disposableEmailDomains.has(name)) ? 'disposable' : 'unlisted';
}

/** The name and its parents: `a.b.c`, `b.c`, `c`. */
function familyOf(emailDomain: string): string[] {
  const labels = emailDomain.split('.');
  return labels.map((_, first) => labels.slice(first).join('.'));
}
