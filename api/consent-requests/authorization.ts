import { allowInsecureRequests, buildAuthorizationUrl, calculatePKCECodeChallenge, Configuration } from 'openid-client';
import type { AskedConsent } from '../../prisma/commands/consent-requests/ask.ts';
import { profileOf } from '../../rules/grants/providers.ts';

/** Where the person consents (RFC 6749 §4.1.1): with PKCE (RFC 7636, S256), and what the provider needs besides, so that it gives a refresh token. */
export async function authorizationUrlOf(
  { client, state, verifier, nonce }: AskedConsent,
  redirectUri: string,
): Promise<string> {
  const { provider, clientId, authorizationEndpoint, tokenEndpoint, scopes } = client;
  const issuer = new URL(tokenEndpoint).origin; // the library wants a name; it is not sent
  const metadata = { issuer, authorization_endpoint: authorizationEndpoint };
  const config = new Configuration(metadata, clientId);
  if (authorizationEndpoint.startsWith('http:')) allowInsecureRequests(config); // set by an installation that allows them
  const address = buildAuthorizationUrl(config, {
    redirect_uri: redirectUri,
    scope: scopes.join(' '),
    state,
    code_challenge: await calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...(scopes.includes('openid') && { nonce }),
    ...(scopes.includes('offline_access') && { prompt: 'consent' }), // OpenID Connect Core §11
    ...profileOf(provider)?.authorizationParameters,
  });
  return address.href;
}
