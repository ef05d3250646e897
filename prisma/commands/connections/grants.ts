import { randomUUID } from 'node:crypto';
import type { Actor } from '../../../rules/audit/entry.ts';
import { profileOf } from '../../../rules/grants/providers.ts';
import { changing, type Record } from '../../change.ts';
import type { Database, Transaction } from '../../client.ts';
import type { Secrets } from '../../secrets/secrets.ts';
import { lockRemoval } from '../removals/lock.ts';
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
 * Writes down a consent that a member gave upstream. What is not said of its provider is taken from the provider's profile (rules/grants/providers.ts). Where the connection
 * rests on the consent of someone who leaves, the new one takes its place in the same transaction: from then on the old one is only to be revoked. Token and client secret are sealed at {table: 'grants', row: id, column: 'token_box' | 'client_secret_box'}.
 * @returns leavers: whose removal has something to revoke now
 * @throws Failure not-found for connection or member; wrong-state when the connection rests on the consent of someone who stays, or is archived
 */
export function registerGrant(
  db: Database,
  secrets: Secrets,
  organization: string,
  actor: Actor,
  input: NewGrant,
): Promise<{ grantId: string; leavers: string[] }> {
  const { connectionId, memberId, provider, token, clientSecret, now } = input;
  const profile = profileOf(provider);
  const revocationEndpoint = input.revocationEndpoint ?? profile?.revocationEndpoint ?? null;
  return changing(db, organization, actor, async (tx, record) => {
    const removals = await lockRemovalsOfGrants(tx, organization, connectionId);
    await lockConnection(tx, organization, connectionId);
    const id = randomUUID();
    const sealed = (column: string, plain: string | undefined) =>
      plain === undefined ? null : secrets.seal(tx, organization, { table: 'grants', row: id, column }, plain);
    const leavers = await replaceLeavers(tx, record, organization, {
      connectionId,
      memberId,
      by: id,
      removals,
      settled: true,
    });
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
        tokenEndpoint: input.tokenEndpoint ?? profile?.tokenEndpoint ?? null,
        revocationEndpoint,
        humanPage: input.humanPage ?? profile?.humanPage ?? null,
        createdAt: now,
      },
      select: { id: true },
    });
    record({
      action: 'grant.registered',
      object: 'grant',
      objectId: id,
      after: { connectionId, memberId, revocable: token !== undefined && revocationEndpoint !== null },
    });
    return { grantId: id, leavers };
  });
}

export interface OfLeaver {
  grantId: string;
  removalId: string;
  memberId: string;
}

/** The connection's active grant, where who gave it has a removal under way: with that removal locked, before anything else is. */
export async function lockRemovalsOfGrants(
  tx: Transaction,
  organization: string,
  connectionId: string,
): Promise<OfLeaver[]> {
  const found = await tx.$queryRaw<OfLeaver[]>`
    SELECT g.id AS "grantId", g.member_id AS "memberId", r.id AS "removalId" FROM grants g
      JOIN removals r ON r.organization_id = g.organization_id AND r.member_id = g.member_id AND r.status IN ('planned', 'awaiting_approval', 'waiting', 'running')
    WHERE g.organization_id = ${organization}::uuid AND g.connection_id = ${connectionId}::uuid AND g.status = 'active' ORDER BY r.id`;
  for (const { removalId } of found) await lockRemoval(tx, organization, removalId);
  return found;
}

/** Whoever was asked for a new consent is asked for no more than that the old one ends. */
export async function askForRevocation(
  tx: Transaction,
  organizationId: string,
  { removalId, grantId }: { removalId: string; grantId: string },
): Promise<void> {
  await tx.followUp.updateMany({
    where: { organizationId, removalId, itemKey: `grant:${grantId}`, kind: 'renew-grant', status: 'open' },
    data: { kind: 'revoke-grant', remindedAt: null },
  });
}

/** What it rested on so far is only to be revoked. `settled`: runs use the new one already, so that people may be asked to do it. */
export async function replaceLeavers(
  tx: Transaction,
  record: Record,
  organizationId: string,
  {
    connectionId,
    memberId,
    by,
    removals,
    settled,
  }: { connectionId: string; memberId: string; by: string; removals: OfLeaver[]; settled: boolean },
): Promise<string[]> {
  const leavers: string[] = [];
  for (const { grantId, removalId, memberId: leaverId } of removals) {
    if (leaverId === memberId) continue;
    const { count } = await tx.grant.updateMany({
      where: { organizationId, id: grantId, status: 'active' },
      data: { status: 'replaced' },
    });
    if (count === 0) continue;
    if (settled) await askForRevocation(tx, organizationId, { removalId, grantId });
    record({ action: 'grant.replaced', object: 'grant', objectId: grantId, after: { connectionId, by, removalId } });
    leavers.push(leaverId);
  }
  return leavers;
}
