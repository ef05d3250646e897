import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  ClientError,
  ClientSecretBasic,
  ClientSecretPost,
  Configuration,
  customFetch,
  enableNonRepudiationChecks,
  fetchUserInfo,
  ResponseBodyError,
  type ServerMetadata,
} from 'openid-client';
import type { BegunSignIn, TakenSignIn } from '../../prisma/commands/sso-connections/begin.ts';
import type { ProvidersIdentity } from '../../prisma/commands/sso-connections/sign-in.ts';
import { freshMinutes } from '../../rules/access/caller.ts';
import { Failure } from '../../rules/failures.ts';
import { instantOfClaim, promptOf, ssoRedirectUri, verifiedEmailOf } from '../../rules/sso/sign-in.ts';
import type { Services } from '../services.ts';
import { discover } from './discovery.ts';
import { reaching } from './outside.ts';

type Around = Pick<Services, 'allowPrivateHosts' | 'url'>;

/**
 * Where somebody signs in at the provider (OpenID Connect Core §3.1.2.1), with PKCE (RFC 7636, S256). `again`: they are asked to sign in anew; `fresh`: and have to prove when they did.
 * @throws Failure as discover
 */
export async function authorizationUrlOf(
  around: Around,
  client: { organization: string; issuer: string; clientId: string; name: string },
  { state, nonce, verifier, fresh, again }: BegunSignIn & { fresh: boolean; again: boolean },
): Promise<string> {
  const metadata = await discover(around, client.issuer, client.name);
  const config = new Configuration(metadata, client.clientId);
  if (around.allowPrivateHosts) allowInsecureRequests(config);
  const address = buildAuthorizationUrl(config, {
    redirect_uri: ssoRedirectUri(around.url, client.organization),
    scope: 'openid email profile',
    state,
    nonce,
    code_challenge: await calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...((fresh || again) && { prompt: promptOf(metadata.issuer) }),
    ...(fresh && { max_age: String(freshMinutes * 60) }),
  });
  return address.href;
}

/**
 * Who came back: exchanges the code and believes the ID token only with its signature, issuer, audience, nonce and times as they should be (OpenID Connect Core §3.1.3.7); of who was to
 * prove anew who they are, only with the instant of it. An address that is not in the ID token is asked for (§5.3).
 * @throws Failure sso-refused, sso-unreachable
 */
export async function identityOf(
  around: Around,
  taken: TakenSignIn,
  said: { state: string; code: string; iss?: string | undefined },
): Promise<ProvidersIdentity> {
  const metadata = await discover(around, taken.issuer, taken.name).catch((error: unknown) => {
    throw error instanceof Failure && error.name === 'invalid-request' ? refusedBecause('issuer-not-valid') : error;
  });
  const outside = reaching(around.allowPrivateHosts);
  const config = new Configuration(metadata, taken.clientId, undefined, authenticationOf(metadata, taken));
  config[customFetch] = outside.fetch;
  if (around.allowPrivateHosts) allowInsecureRequests(config);
  enableNonRepudiationChecks(config);
  const answer = new URL(ssoRedirectUri(around.url, taken.organization));
  const { state, code, iss } = said;
  answer.search = new URLSearchParams({ state, code, ...(iss !== undefined && { iss }) }).toString();
  const checks = {
    pkceCodeVerifier: taken.verifier,
    expectedNonce: taken.nonce,
    expectedState: state,
    idTokenExpected: true,
    ...(taken.fresh && { maxAge: freshMinutes * 60 }),
  };
  try {
    const tokens = await authorizationCodeGrant(config, answer, checks);
    const claims = tokens.claims();
    if (claims === undefined || instantOfClaim(claims.iat) === undefined) throw refusedBecause('id-token-not-valid');
    const authenticatedAt = claims.auth_time === undefined ? null : instantOfClaim(claims.auth_time);
    if (authenticatedAt === undefined) throw refusedBecause('id-token-not-valid');
    const asked = claims['email'] === undefined && metadata.userinfo_endpoint !== undefined;
    const more: Record<string, unknown> = asked
      ? await fetchUserInfo(config, tokens.access_token, claims.sub)
      : { ...claims };
    return {
      ssoConnectionId: taken.ssoConnectionId,
      subject: claims.sub,
      email: verifiedEmailOf(taken.issuer, more),
      authenticatedAt,
    };
  } catch (error) {
    if (error instanceof Failure) throw error;
    if (outside.refused(error)) throw refusedBecause('address-refused');
    if (outside.silent()) throw new Failure('sso-unreachable', { provider: taken.name });
    throw refusedBecause(reasonOf(error));
  }
}

/** The secret by HTTP Basic, which every provider has to know, unless it says that it wants it in the body. */
function authenticationOf({ token_endpoint_auth_methods_supported: methods }: ServerMetadata, taken: TakenSignIn) {
  const onlyPost = methods?.includes('client_secret_post') === true && !methods.includes('client_secret_basic');
  return (onlyPost ? ClientSecretPost : ClientSecretBasic)(taken.clientSecret);
}

const refusedBecause = (because: string): Failure => new Failure('sso-refused', { because });

/** By name: what the provider wrote goes nowhere. */
function reasonOf(error: unknown): string {
  if (error instanceof ResponseBodyError)
    return error.error === 'invalid_client' || error.error === 'unauthorized_client'
      ? 'client-not-taken'
      : 'code-not-taken';
  if (error instanceof ClientError && error.code === 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED') return 'id-token-out-of-time';
  return 'id-token-not-valid';
}
