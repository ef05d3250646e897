import { inOrganization } from '../../prisma/client.ts';
import type { GrantAtProvider, RevocableGrant } from '../../prisma/queries/removals/grants.ts';
import { Failure } from '../../rules/failures.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { AddressRefused, type Answer, post } from '../../outbound/http.ts';

type Provider = Pick<ActivityDependencies, 'db' | 'secrets' | 'allowPrivateHosts'>;

/** What came of a refresh (RFC 6749 §6). `unclear`: the provider said neither yes nor that the token is not good. */
export type Refreshed =
  | { answer: 'refused' | 'unclear' }
  /** `token`: what is good from now on, where the provider gave a new one */
  | { answer: 'works'; token: string };

/**
 * Asks the provider to revoke a grant's token (RFC 7009), then proves it: a refresh with it must be refused (RFC 6749 §5.2). Asking twice is asking once: a token that
 * is not good any more counts as revoked, also where the provider says so by an error.
 * @returns `revoked`; else `token`: what is still good, where the provider gave another
 * @throws Failure `provider-unreachable`, which passes
 */
export async function revokeAtProvider(
  host: Provider,
  organization: string,
  grant: RevocableGrant,
): Promise<{ revoked: boolean; token?: string }> {
  const keys = await open(host, organization, grant);
  const fields = { token: keys.token, token_type_hint: 'refresh_token' };
  const { status } = await callProvider(host, grant, keys.clientSecret, grant.revocationEndpoint, fields);
  if (grant.tokenEndpoint === null) return { revoked: status === 200 };
  const refreshed = await refreshWith(host, { ...grant, tokenEndpoint: grant.tokenEndpoint }, keys);
  return refreshed.answer === 'works'
    ? { revoked: false, token: refreshed.token }
    : { revoked: refreshed.answer === 'refused' };
}

/**
 * Tries whether a grant is still good, by a refresh.
 * @throws Failure `provider-unreachable`, which passes
 */
export async function refreshAtProvider(
  host: Provider,
  organization: string,
  grant: GrantAtProvider & { tokenEndpoint: string },
): Promise<Refreshed> {
  return await refreshWith(host, grant, await open(host, organization, grant));
}

interface Keys {
  token: string;
  clientSecret: string | undefined;
}

async function refreshWith(
  host: Provider,
  grant: GrantAtProvider & { tokenEndpoint: string },
  { token, clientSecret }: Keys,
): Promise<Refreshed> {
  const fields = { grant_type: 'refresh_token', refresh_token: token };
  const said = json((await callProvider(host, grant, clientSecret, grant.tokenEndpoint, fields)).body);
  if (typeof said['access_token'] === 'string') {
    const next = said['refresh_token'];
    return { answer: 'works', token: typeof next === 'string' && next !== '' ? next : token };
  }
  return { answer: deadToken.has(String(said['error'])) ? 'refused' : 'unclear' };
}

/** RFC 6749 §5.2, and how GitHub and Slack say it. `invalid_client` and the like say nothing of the token. */
const deadToken = new Set(['invalid_grant', 'bad_refresh_token', 'invalid_refresh_token', 'token_revoked']);

async function open({ db, secrets }: Provider, organization: string, grant: GrantAtProvider): Promise<Keys> {
  return await inOrganization(db, organization, async (tx) => {
    const at = (column: string) => ({ table: 'grants', row: grant.grantId, column }) as const;
    const token = await secrets.open(tx, organization, at('token_box'), grant.tokenBox);
    const { clientSecretBox: box } = grant;
    const clientSecret = box === null ? undefined : await secrets.open(tx, organization, at('client_secret_box'), box);
    return { token, clientSecret };
  });
}

/** Status 0: the address is not one that may be called. */
async function callProvider(
  { allowPrivateHosts }: Provider,
  { clientId, provider }: GrantAtProvider,
  clientSecret: string | undefined,
  endpoint: string,
  fields: Record<string, string>,
): Promise<Answer> {
  const form = new URLSearchParams(fields);
  const headers: Record<string, string> = {
    'content-type': 'application/x-www-form-urlencoded',
    accept: 'application/json',
  };
  if (clientId !== null && clientSecret !== undefined)
    headers.authorization = `Basic ${Buffer.from(`${encoded(clientId)}:${encoded(clientSecret)}`).toString('base64')}`;
  else if (clientId !== null) form.set('client_id', clientId);
  try {
    const answer = await post(endpoint, form.toString(), headers, { allowPrivate: allowPrivateHosts });
    if (answer.status < 500 && answer.status !== 408 && answer.status !== 429) return answer;
  } catch (error) {
    if (error instanceof AddressRefused) return { status: 0, body: '' };
  }
  throw new Failure('provider-unreachable', { provider });
}

/** RFC 6749 §2.3.1: form-encoded before they are joined. */
const encoded = (text: string): string => new URLSearchParams({ '': text }).toString().slice(1);

function json(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
