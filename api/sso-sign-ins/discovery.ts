import { allowInsecureRequests, customFetch, discovery, type ServerMetadata } from 'openid-client';
import { Failure } from '../../rules/failures.ts';
import type { Services } from '../services.ts';
import { reaching } from './outside.ts';

const KEPT_MS = 10 * 60_000;
const MOST = 1_000;
const kept = new Map<string, { metadata: ServerMetadata; until: number }>();

/**
 * What a provider says of itself (OpenID Connect Discovery §4), kept for ten minutes in this process.
 * @param provider as failures name it
 * @throws Failure invalid-request naming what about the issuer is wrong; sso-unreachable
 */
export async function discover(
  { allowPrivateHosts }: Pick<Services, 'allowPrivateHosts'>,
  issuer: string,
  provider: string,
): Promise<ServerMetadata> {
  const known = kept.get(issuer);
  if (known !== undefined && known.until > Date.now()) return known.metadata;
  const outside = reaching(allowPrivateHosts);
  const options = { [customFetch]: outside.fetch, execute: allowPrivateHosts ? [allowInsecureRequests] : [] };
  const config = await discovery(new URL(issuer), 'discovery', undefined, undefined, options).catch(
    (error: unknown): never => {
      if (outside.refused(error)) throw wrong('an address on the public internet, with https');
      if (outside.silent()) throw new Failure('sso-unreachable', { provider });
      throw wrong('an issuer whose /.well-known/openid-configuration names this very issuer');
    },
  );
  const metadata = config.serverMetadata();
  refuseUnfit(metadata, issuer, allowPrivateHosts);
  if (kept.size >= MOST) kept.clear();
  kept.set(issuer, { metadata, until: Date.now() + KEPT_MS });
  return metadata;
}

const wrong = (expected: string): Failure => new Failure('invalid-request', { field: 'issuer', expected });

/** An address that says that it speaks for many issuers (Entra's “common”) speaks for other organizations, too. */
function refuseUnfit(metadata: ServerMetadata, issuer: string, allowHttp: boolean): void {
  const { authorization_endpoint: authorization, token_endpoint: token, jwks_uri: keys } = metadata;
  if (!URL.canParse(metadata.issuer) || new URL(metadata.issuer).href !== new URL(issuer).href)
    throw wrong('the issuer of one organization, as its discovery document names it');
  for (const endpoint of [authorization, token, keys])
    if (endpoint === undefined || !URL.canParse(endpoint) || !isWeb(endpoint, allowHttp))
      throw wrong('an issuer with endpoints for authorization and tokens, and keys, at https addresses');
}

const isWeb = (address: string, allowHttp: boolean): boolean =>
  new URL(address).protocol === 'https:' || (allowHttp && new URL(address).protocol === 'http:');
