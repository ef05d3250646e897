import { randomUUID } from 'node:crypto';
import type { Actor } from '../../../rules/audit/entry.ts';
import { changing } from '../../change.ts';
import type { Database } from '../../client.ts';
import type { Secrets } from '../../secrets/secrets.ts';
import { lockConnection } from './lock.ts';

export interface NewGrant {
  connectionId: string;
  memberId: string;
  provider: string;
  scopes: readonly string[];
  clientId?: string;
  clientSecret?: string;
  /** refresh token, else access token */
  token?: string;
  tokenEndpoint?: string;
  /** RFC 7009 */
  revocationEndpoint?: string;
  /** where a human revokes it */
  humanPage?: string;
  now: Date;
}

/**
 * Writes down a consent that a member gave upstream. Token and client secret are sealed at {table: 'grants', row: id, column: 'token_box' | 'client_secret_box'}.
 * @throws Failure not-found for connection or member; wrong-state when the connection has an active grant, or is archived
 */
export function registerGrant(
  db: Database,
  secrets: Secrets,
  organization: string,
  actor: Actor,
  input: NewGrant,
): Promise<{ grantId: string }> {
  const { connectionId, memberId, provider, token, clientSecret, now } = input;
  return changing(db, organization, actor, async (tx, record) => {
    await lockConnection(tx, organization, connectionId);
    const id = randomUUID();
    const sealed = (column: string, plain: string | undefined) =>
      plain === undefined ? null : secrets.seal(tx, organization, { table: 'grants', row: id, column }, plain);
    await tx.grant.create({
      data: {
        organizationId: organization,
        id,
        connectionId,
        memberId,
        provider,
        scopes: [...input.scopes],
        clientId: input.clientId ?? null,
        clientSecretBox: await sealed('client_secret_box', clientSecret),
        tokenBox: await sealed('token_box', token),
        tokenEndpoint: input.tokenEndpoint ?? null,
        revocationEndpoint: input.revocationEndpoint ?? null,
        humanPage: input.humanPage ?? null,
        createdAt: now,
      },
      select: { id: true },
    });
    record({
      action: 'grant.registered',
      object: 'grant',
      objectId: id,
      after: { connectionId, memberId, revocable: token !== undefined && input.revocationEndpoint !== undefined },
    });
    return { grantId: id };
  });
}
