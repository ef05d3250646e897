import { profileOf } from './providers.ts';

/** How long someone may take at the provider: as long as most keep a page of consent open. */
export const consentMinutes = 15;

/** How far a consent that someone was asked for has come. `expired` is `asked` after its time. */
export const consentStatuses = [
  'asked',
  'answered',
  'stored',
  'tested',
  'swapped',
  'settled',
  'failed',
  'expired',
] as const;
export type ConsentStatus = (typeof consentStatuses)[number];

/** Why a consent came to nothing. What Doorward was given is revoked then, where it can be. */
export const consentProblems = [
  // the person said no at the provider
  'denied',
  // the provider sent them back with another error
  'provider-error',
  // the provider didn't take the code: used, too old, or another client's
  'code-not-taken',
  // the provider doesn't know the client, its secret or the redirect address
  'client-not-taken',
  // an endpoint is not one that may be called
  'address-refused',
  'provider-unreachable',
  // less was allowed than the connection needs
  'fewer-scopes',
  // given as the account whose consent is to be replaced: it would end with that one
  'same-account',
  // a refresh with it was refused
  'refresh-refused',
  // the connection's host could not work with it
  'host-refused',
  'host-unreachable',
  // the connection needs none any more: it rests on the consent of someone who stays, or is archived
  'not-needed',
  // who gave it may no longer give it
  'not-theirs',
  // the process that tested it was ended from outside
  'run-ended',
] as const;
export type ConsentProblem = (typeof consentProblems)[number];

/** What a provider answers by, however it was set: an admin's word before the profile's. */
export interface ConsentEndpoints {
  authorizationEndpoint: string | null;
  tokenEndpoint: string | null;
  revocationEndpoint: string | null;
}

/** The endpoints of a provider: those that were set, the others from its profile. null: nobody has named it. */
export function endpointsOf(provider: string, set: { [K in keyof ConsentEndpoints]?: string }): ConsentEndpoints {
  const profile = profileOf(provider);
  return {
    authorizationEndpoint: set.authorizationEndpoint ?? profile?.authorizationEndpoint ?? null,
    tokenEndpoint: set.tokenEndpoint ?? profile?.tokenEndpoint ?? null,
    revocationEndpoint: set.revocationEndpoint ?? profile?.revocationEndpoint ?? null,
  };
}

/** Scopes that ask for an ID token or a refresh token: many providers don't name them among those that were allowed, or rename them. */
const ofTheProtocol = new Set(['openid', 'offline_access', 'profile', 'email', 'refresh_token']);

/**
 * Scopes that were asked for and not allowed.
 * @param allowed as the token endpoint says (RFC 6749 §5.1), separated by spaces, or commas as some do; undefined: all that was asked for
 */
export function missingScopes(asked: readonly string[], allowed: string | undefined): string[] {
  if (allowed === undefined) return [];
  const given = new Set(allowed.split(/[\s,]+/));
  return asked.filter((scope) => !given.has(scope) && !ofTheProtocol.has(scope));
}

/** What a connection rests on, for who would consent anew. */
export interface RestingOn {
  grantId: string | null;
  /** whose consent that is */
  giverId: string | null;
  /** a removal of theirs is under way */
  leaving: boolean;
}

/** Why this member's consent could not take its place; null: it could. */
export function whyNotReplaced({ grantId, giverId, leaving }: RestingOn, memberId: string): string | null {
  if (grantId === null || (leaving && giverId !== memberId)) return null;
  return giverId === memberId ? 'it rests on your own consent' : 'who gave its consent stays';
}

/** Whether a consent was given as the same account; what isn't known is not the same. */
export const isSameAccount = (account: string | null, before: string | null): boolean =>
  account !== null && account.toLowerCase() === before?.toLowerCase();

/**
 * Where a provider sends people back to: a page of the console, registered with the OAuth client. Each organization's each provider has its own, so that none can have another's code brought here as its own
 * (RFC 9700 §4.4, mix-up). web/paths.ts has it, too.
 * @param provider as the client has it, in lower case
 */
export const consentedUri = (url: string, organization: string, provider: string): string =>
  `${url}/o/${organization}/consented/${encodeURIComponent(provider)}`;
