import { randomUUID } from 'node:crypto';
import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { endpointsOf } from '../../../rules/grants/consent.ts';
import { changing } from '../../change.ts';
import type { Database } from '../../client.ts';
import type { Secrets } from '../../secrets/secrets.ts';

export interface NewOauthClient {
  /** as connections call it, in any case */
  provider: string;
  clientId: string;
  /** undefined: as it was; none: a public client */
  clientSecret?: string;
  /** those left out are the profile's (rules/grants/providers.ts) */
  authorizationEndpoint?: string;
  tokenEndpoint?: string;
  revocationEndpoint?: string;
  /** whose ID tokens are believed */
  issuer?: string;
  scopes: readonly string[];
  now: Date;
}

/** Where the secret of an OAuth client is sealed. */
export const placeOfClientSecret = (id: string) =>
  ({ table: 'oauth_clients', row: id, column: 'client_secret_box' }) as const;

/**
 * Sets the OAuth client for a provider, or changes the one that is set: a client id other than before needs its secret anew.
 * @throws Failure invalid-request where an endpoint is neither given nor known of the provider, or `openid` is among the scopes and no issuer named
 */
export function setOauthClient(
  db: Database,
  secrets: Secrets,
  organization: string,
  actor: Actor,
  input: NewOauthClient,
): Promise<{ oauthClientId: string }> {
  const { clientId, clientSecret, issuer, scopes, now } = input;
  const provider = input.provider.toLowerCase();
  const { authorizationEndpoint, tokenEndpoint, revocationEndpoint } = endpointsOf(provider, input);
  if (authorizationEndpoint === null) throw missing('authorizationEndpoint');
  if (tokenEndpoint === null) throw missing('tokenEndpoint');
  if (issuer === undefined && scopes.includes('openid'))
    throw new Failure('invalid-request', {
      field: 'issuer',
      expected: 'the issuer of its ID tokens: openid is asked for',
    });
  return changing(db, organization, actor, async (tx, record) => {
    const where = { organizationId_provider: { organizationId: organization, provider } };
    const before = await tx.oauthClient.findUnique({ where });
    const id = before?.id ?? randomUUID();
    const kept = before?.clientId === clientId ? before.clientSecretBox : null;
    const clientSecretBox =
      clientSecret === undefined ? kept : await secrets.seal(tx, organization, placeOfClientSecret(id), clientSecret);
    const endpoints = { authorizationEndpoint, tokenEndpoint, revocationEndpoint };
    const facts = { clientId, ...endpoints, issuer: issuer ?? null, scopes: [...scopes] };
    await tx.oauthClient.upsert({
      where,
      create: { organizationId: organization, id, provider, ...facts, clientSecretBox, createdAt: now, changedAt: now },
      update: { ...facts, clientSecretBox, changedAt: now },
      select: { id: true },
    });
    record({
      action: 'oauth-client.set',
      object: 'oauth-client',
      objectId: id,
      ...(before !== null && { before: factsOf(before) }),
      after: { provider, ...facts, secret: clientSecretBox !== null },
    });
    return { oauthClientId: id };
  });
}

const missing = (field: string): Failure =>
  new Failure('invalid-request', { field, expected: 'an address: none is known of this provider' });

/** Nobody is asked for consents with it any more; those that were given stay. Twice is once. @throws Failure not-found */
export function removeOauthClient(
  db: Database,
  organization: string,
  actor: Actor,
  { oauthClientId }: { oauthClientId: string },
): Promise<void> {
  return changing(db, organization, actor, async (tx, record) => {
    const where = { organizationId_id: { organizationId: organization, id: oauthClientId } };
    const before = await tx.oauthClient.findUnique({ where });
    if (before === null) throw new Failure('not-found', { object: 'oauth-client' });
    await tx.oauthClient.delete({ where, select: { id: true } });
    record({
      action: 'oauth-client.removed',
      object: 'oauth-client',
      objectId: oauthClientId,
      before: factsOf(before),
    });
  });
}

function factsOf(client: {
  provider: string;
  clientId: string;
  authorizationEndpoint: string;
  tokenEndpoint: string;
  revocationEndpoint: string | null;
  issuer: string | null;
  scopes: string[];
}) {
  const { provider, clientId, authorizationEndpoint, tokenEndpoint, revocationEndpoint, issuer, scopes } = client;
  return { provider, clientId, authorizationEndpoint, tokenEndpoint, revocationEndpoint, issuer, scopes };
}
