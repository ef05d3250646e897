import { normalizeEmail } from '../members/email.ts';
import type { MemberStatus } from '../access/types.ts';

/**
 * Where an organization's provider sends people back to: an address of its own, so that no other provider can have a code brought here as its own (RFC 9700 §4.4, mix-up). web/paths.ts has it, too.
 */
export const ssoRedirectUri = (url: string, organization: string): string => `${url}/o/${organization}/signed-in`;

/** From leaving for the provider until coming back. */
export const ssoMinutes = 15;

/** For so long an admin stays in who came in without the sign-in that is enforced (session_facts has it, too). */
export const emergencyMinutes = 60;

/** Between two mails about emergencies of one organization: what happened meanwhile is in the next. */
export const emergencyMailMinutes = 10;

/** Where an organization's own sign-in begins, in the console. */
export const ssoSignInUrl = (url: string, organization: string): string => `${url}/o/${organization}/sign-in`;

interface Found {
  memberId: string;
  status: MemberStatus;
}

/**
 * Whom of an organization's members an identity of its provider stands for: who it is bound to; else the one active member who has the address that the provider says is verified and
 * who is bound to no other. Whoever is not active is refused as someone unknown is.
 * @param bound who the identity is bound to
 * @param email verified, as normalized; null: the provider names none, or does not say that it is verified
 * @param byEmail members who have this address; `taken`: bound to another identity
 */
export function memberOf(
  bound: Found | null,
  email: string | null,
  byEmail: readonly (Found & { taken: boolean })[],
): { memberId: string; bind: boolean } | 'sso-no-member' | 'sso-email-not-verified' {
  if (bound?.status === 'active') return { memberId: bound.memberId, bind: false };
  if (email === null) return 'sso-email-not-verified';
  if (bound !== null) return 'sso-no-member';
  const [only, ...more] = byEmail.filter(({ status }) => status === 'active');
  return only === undefined || only.taken || more.length > 0
    ? 'sso-no-member'
    : { memberId: only.memberId, bind: true };
}

/** The last instant that every part of the product writes with four digits of a year. */
const LAST_SECOND = 253_402_300_799;

/** An instant of an ID token (NumericDate, RFC 7519 §2), in whole seconds. @returns undefined for what is none */
export function instantOfClaim(value: unknown): Date | undefined {
  const is = typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= LAST_SECOND;
  return is ? new Date(value * 1000) : undefined;
}

const entra = 'https://login.microsoftonline.com/';

/** How the provider is asked to have somebody sign in anew (OpenID Connect Core §3.1.2.1). Google knows no `login`, and refuses what it doesn't know: there they choose the account, at least. */
export const promptOf = (issuer: string): 'login' | 'select_account' =>
  issuer === 'https://accounts.google.com' ? 'select_account' : 'login';

/**
 * The address of an identity's claims, where it is verified and one that members can have: ASCII, so that nothing looks like another (decision 51). Entra never says `email_verified`, but, when it is told to, whether
 * the tenant has proved the domain of the address (`xms_edov`): that counts for Entra alone.
 */
export function verifiedEmailOf(issuer: string, claims: Readonly<Record<string, unknown>>): string | null {
  const { email, email_verified: said, xms_edov: ofDomain } = claims;
  const verified =
    said === undefined && issuer.startsWith(entra) ? ofDomain === true || ofDomain === '1' : said === true;
  if (!verified || typeof email !== 'string' || !/^[\x21-\x7e]+$/.test(email)) return null;
  try {
    return normalizeEmail(email);
  } catch {
    return null;
  }
}
