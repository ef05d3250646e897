import type { MemberFacts, MemberStatus, OrganizationFacts, OrganizationStatus } from './types.ts';

/** An API key as it is kept. Times are milliseconds since 1970. */
export interface KeyFacts {
  credentialId: string;
  scopes: readonly string[];
  expiresAt: number | null;
  revokedAt: number | null;
  /** it was rotated: a successor is there, and it is good until graceUntil */
  rotated: boolean;
  graceUntil: number | null;
}

export interface SessionFacts {
  sessionId: string;
  expiresAt: number;
  revokedAt: number | null;
  /** how this organization's door was opened: link, code, invitation, sso, emergency */
  how: string;
  /** when who they are was proved last, as it counts here; null: a provider did not say */
  provedAt: number | null;
  /** the door to this organization was shut (decision 4) */
  shutAt: number | null;
}

/** Who sent a request, as found in one organization; null where nothing was found. */
export interface CallerFacts {
  organization: OrganizationFacts | null;
  member: MemberFacts | null;
  key: KeyFacts | null;
  session: SessionFacts | null;
}

export type CallerRefusal =
  | { fact: 'unknown' }
  | { fact: 'organization-status'; status: Exclude<OrganizationStatus, 'active'> }
  | { fact: 'member-status'; status: MemberStatus }
  | { fact: 'revoked' }
  | { fact: 'rotated' }
  | { fact: 'expired' };

/**
 * Why this key or session is not good, or null: it is. The status of holder and organization is part of it, always (design, promise 4).
 * @param now milliseconds since 1970
 */
export function refusalOf({ organization, member, key, session }: CallerFacts, now: number): CallerRefusal | null {
  if (organization === null || member === null || member.organizationId !== organization.id) return { fact: 'unknown' };
  if ((key === null) === (session === null)) return { fact: 'unknown' };
  const own = key === null ? refusalOfSession(session, now) : refusalOfKey(key, now);
  if (own !== null) return own;
  if (member.status !== 'active') return { fact: 'member-status', status: member.status };
  if (organization.status !== 'active') return { fact: 'organization-status', status: organization.status };
  return null;
}

function refusalOfKey(key: KeyFacts, now: number): CallerRefusal | null {
  if (key.revokedAt !== null && key.revokedAt <= now) return { fact: 'revoked' };
  if (key.expiresAt !== null && key.expiresAt <= now) return { fact: 'expired' };
  if (key.rotated && (key.graceUntil === null || key.graceUntil <= now)) return { fact: 'rotated' };
  return null;
}

function refusalOfSession(session: SessionFacts | null, now: number): CallerRefusal | null {
  if (session === null) return { fact: 'unknown' };
  if (session.revokedAt !== null || session.shutAt !== null) return { fact: 'revoked' };
  if (session.expiresAt <= now) return { fact: 'expired' };
  return null;
}

/** A sign-in is fresh for this long: removing, revealing and policy need one (design, Joining). */
export const freshMinutes = 15;

export function isFresh({ provedAt }: SessionFacts, now: number): boolean {
  return provedAt !== null && now - provedAt < freshMinutes * 60_000;
}
