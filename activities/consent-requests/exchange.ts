import {
  allowInsecureRequests,
  authorizationCodeGrant,
  ClientError,
  ClientSecretBasic,
  Configuration,
  customFetch,
  type CustomFetchOptions,
  None,
  ResponseBodyError,
} from 'openid-client';
import type { CodeInHand, GivenTokens } from '../../prisma/commands/consent-requests/exchange.ts';
import { Failure } from '../../rules/failures.ts';
import { type ConsentProblem, missingScopes } from '../../rules/grants/consent.ts';
import { AddressRefused, post } from '../../outbound/http.ts';

/** What the provider said to the code. */
export type Exchanged = { given: GivenTokens } | { problem: ConsentProblem; detail?: string };

/**
 * Exchanges a code for tokens (RFC 6749 §4.1.3, RFC 7636), with the client's secret by HTTP Basic, which every provider has to know. An ID token is believed only of the issuer that
 * was set for the client; it comes straight from the token endpoint (OpenID Connect Core §3.1.3.7).
 * @param redirectUri as it was when the person was sent there
 * @throws Failure `provider-unreachable`, which passes
 */
export async function exchange(
  { proof, provider, scopes, client }: CodeInHand,
  { redirectUri, allowPrivate }: { redirectUri: string; allowPrivate: boolean },
): Promise<Exchanged> {
  const outside = reaching(provider, { allowPrivate, issuer: client.issuer });
  const issuer = client.issuer ?? new URL(client.tokenEndpoint).origin; // without one no ID token is read: a name is needed
  const metadata = {
    issuer,
    authorization_endpoint: client.authorizationEndpoint,
    token_endpoint: client.tokenEndpoint,
  };
  const authentication = client.secret === undefined ? None() : ClientSecretBasic(client.secret);
  const config = new Configuration(metadata, client.id, undefined, authentication);
  config[customFetch] = outside.fetch;
  if (allowPrivate) allowInsecureRequests(config);
  const answer = new URL(redirectUri);
  answer.search = new URLSearchParams({
    code: proof.code,
    ...(client.issuer !== null && proof.iss !== undefined && { iss: proof.iss }),
  }).toString();
  const openid = client.issuer !== null && scopes.includes('openid');
  const checks = { pkceCodeVerifier: proof.verifier, ...(openid && { expectedNonce: proof.nonce }) };
  try {
    const tokens = await authorizationCodeGrant(config, answer, checks);
    const claims = tokens.claims();
    const account = [claims?.['email'], claims?.['preferred_username'], claims?.sub].find(isText) ?? null;
    const { refresh_token: refresh, access_token: access, scope } = tokens;
    const token = refresh ?? access;
    return { given: { token, refreshes: refresh !== undefined, account, missing: missingScopes(scopes, scope) } };
  } catch (error) {
    if (outside.silent()) throw new Failure('provider-unreachable', { provider });
    if (outside.refused() || isForbidden(error)) return { problem: 'address-refused' };
    const said = error instanceof ResponseBodyError ? error.error : undefined;
    const problem = said !== undefined && ofClient.has(said) ? 'client-not-taken' : 'code-not-taken';
    return { problem, ...(said !== undefined && { detail: said }) };
  }
}

const ofClient = new Set([
  'invalid_client',
  'unauthorized_client',
  'incorrect_client_credentials',
  'redirect_uri_mismatch',
]);
/** The library calls no http, where that is not allowed, and nothing else. */
const isForbidden = (error: unknown): boolean =>
  error instanceof ClientError &&
  (error.code === 'OAUTH_HTTP_REQUEST_FORBIDDEN' || error.code === 'OAUTH_REQUEST_PROTOCOL_FORBIDDEN');
const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** The one way out to addresses that an organization names, for the library; and what became of the request. */
function reaching(provider: string, { allowPrivate, issuer }: { allowPrivate: boolean; issuer: string | null }) {
  let state: 'asked' | 'silent' | 'refused' = 'asked';
  const fetch = async (url: string, { body, headers }: CustomFetchOptions): Promise<Response> => {
    if (!(body instanceof URLSearchParams)) throw new TypeError('a token request is a form');
    try {
      const answer = await post(url, body.toString(), headers, { allowPrivate });
      if (answer.status >= 500 || answer.status === 408 || answer.status === 429)
        throw new Failure('provider-unreachable', { provider });
      const type = { 'content-type': 'application/json' };
      return new Response(issuer === null ? withoutIdToken(answer.body) : answer.body, {
        status: answer.status,
        headers: type,
      });
    } catch (error) {
      state = error instanceof AddressRefused ? 'refused' : 'silent';
      throw error;
    }
  };
  return { fetch, silent: () => state === 'silent', refused: () => state === 'refused' };
}

/** Of an issuer that nobody named nothing is believed. */
function withoutIdToken(body: string): string {
  try {
    const { id_token: _none, ...rest } = JSON.parse(body) as { id_token?: unknown };
    return JSON.stringify(rest);
  } catch {
    return body;
  }
}
