import { inOrganization } from '../../prisma/client.ts';
import type { RevocableGrant } from '../../prisma/queries/removals/grants.ts';
import { Failure } from '../../rules/failures.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { AddressRefused, post } from '../outbound.ts';

type Provider = Pick<ActivityDependencies, 'db' | 'secrets' | 'allowPrivateHosts'>;

/**
 * Asks the provider to revoke a grant's token (RFC 7009), then proves it: a refresh with it must be refused (RFC 6749 §5.2). Asking twice is asking once: a token
 * that is not good any more is answered as a revoked one.
 * @returns false when the provider refused, or the token still works
 * @throws Failure `provider-unreachable`, which passes
 */
export async function revokeAtProvider(host: Provider, organization: string, grant: RevocableGrant): Promise<boolean> {
  const { token, clientSecret } = await open(host, organization, grant);
  const call = (endpoint: string, fields: Record<string, string>) =>
    callProvider(host, grant, clientSecret, endpoint, fields);
  const revoked = await call(grant.revocationEndpoint, { token, token_type_hint: 'refresh_token' });
  if (revoked !== 200) return false;
  if (grant.tokenEndpoint === null) return true;
  const refreshed = await call(grant.tokenEndpoint, { grant_type: 'refresh_token', refresh_token: token });
  return refreshed === 400 || refreshed === 401;
}

async function open({ db, secrets }: Provider, organization: string, grant: RevocableGrant) {
  return await inOrganization(db, organization, async (tx) => {
    const at = (column: string) => ({ table: 'grants', row: grant.grantId, column }) as const;
    const token = await secrets.open(tx, organization, at('token_box'), grant.tokenBox);
    const { clientSecretBox: box } = grant;
    const clientSecret = box === null ? undefined : await secrets.open(tx, organization, at('client_secret_box'), box);
    return { token, clientSecret };
  });
}

/** The status of the answer; 0 when the address is not one that may be called. */
async function callProvider(
  { allowPrivateHosts }: Provider,
  { clientId, provider }: RevocableGrant,
  clientSecret: string | undefined,
  endpoint: string,
  fields: Record<string, string>,
): Promise<number> {
  const form = new URLSearchParams(fields);
  const headers: Record<string, string> = {
    'content-type': 'application/x-www-form-urlencoded',
    accept: 'application/json',
  };
  if (clientId !== null && clientSecret !== undefined)
    headers.authorization = `Basic ${Buffer.from(`${encoded(clientId)}:${encoded(clientSecret)}`).toString('base64')}`;
  else if (clientId !== null) form.set('client_id', clientId);
  try {
    const { status } = await post(endpoint, form.toString(), headers, { allowPrivate: allowPrivateHosts });
    if (status < 500 && status !== 408 && status !== 429) return status;
  } catch (error) {
    if (error instanceof AddressRefused) return 0;
  }
  throw new Failure('provider-unreachable', { provider });
}

/** RFC 6749 §2.3.1: form-encoded before they are joined. */
const encoded = (text: string): string => new URLSearchParams({ '': text }).toString().slice(1);
