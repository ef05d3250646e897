import { randomUUID } from 'node:crypto';
import { keyExpiry } from '../../../rules/access/key-expiry.ts';
import { checkScopes, type Scope } from '../../../rules/access/scopes.ts';
import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { changing } from '../../change.ts';
import type { Database, Transaction } from '../../client.ts';
import { makeApiKey } from '../../secrets/api-key.ts';
import { type LockedMember, lockMember } from '../members/lock.ts';
import { lockApiKey } from './lock.ts';
import { refuseGain, refuseMorePower } from './power.ts';
import { announceExpiry, apiKeyPolicy } from './notices.ts';

export interface NewApiKey {
  holderId: string;
  name: string;
  scopes: readonly string[];
  /** undefined: as the policy says; null: never */
  expiresAt?: Date | null;
  now: Date;
}

/** The key itself is in no row and in no log: this is the only time it is seen. */
export interface ShownApiKey {
  credentialId: string;
  key: string;
}

/**
 * A new API key of a member or service account. Whoever makes it has seen it, and is exposed to it.
 * @throws Failure not-found, wrong-state for a holder who is not active or is the caretaker; invalid-request for scopes, a past expiry, or one beyond the
 *   policy; above-ceiling for a holder who may do more than who makes it
 */
export async function createApiKey(
  db: Database,
  organization: string,
  actor: Actor,
  input: NewApiKey,
): Promise<ShownApiKey> {
  const scopes = checkScopes(input.scopes);
  return changing(db, organization, actor, async (tx, record) => {
    await lockHolder(tx, organization, input.holderId);
    await refuseMorePower(tx, organization, actor, input.holderId);
    const expiresAt = keyExpiry(input.expiresAt, await apiKeyPolicy(tx, organization), input.now);
    const made = makeApiKey();
    const credentialId = randomUUID();
    await insertApiKey(tx, organization, {
      ...input,
      credentialId,
      scopes,
      expiresAt,
      version: 1,
      createdById: makerOf(actor),
      made,
    });
    record({
      action: 'api-key.created',
      object: 'api-key',
      objectId: credentialId,
      after: { holderId: input.holderId, scopes, expiresAt: expiresAt?.toISOString() },
      personal: [{ of: input.holderId, values: { name: input.name } }],
    });
    return { credentialId, key: made.key };
  });
}

/**
 * The holder of a key must be active, and not the caretaker: it has no key, ever.
 * @throws Failure not-found, wrong-state
 */
export async function lockHolder(tx: Transaction, organization: string, holderId: string): Promise<LockedMember> {
  const holder = await lockMember(tx, organization, holderId);
  if (holder.status !== 'active' || holder.caretaker) {
    const state = holder.caretaker ? 'caretaker' : holder.status;
    throw new Failure('wrong-state', { object: 'member', state, needs: 'active' });
  }
  return holder;
}

export const makerOf = (actor: Actor): string | null => (actor.by === 'member' ? actor.memberId : null);

interface ApiKeyRow {
  credentialId: string;
  holderId: string;
  name: string;
  scopes: Scope[];
  version: number;
  expiresAt: Date | null;
  createdById: string | null;
  made: Pick<ReturnType<typeof makeApiKey>, 'hash' | 'prefix' | 'lastFour'>;
  now: Date;
}

export async function insertApiKey(tx: Transaction, organizationId: string, row: ApiKeyRow): Promise<void> {
  const { credentialId, made, now, createdById } = row;
  await tx.credential.create({
    data: {
      organizationId,
      id: credentialId,
      kind: 'api_key',
      name: row.name,
      holderId: row.holderId,
      createdById,
      version: row.version,
      scopes: row.scopes,
      hash: made.hash,
      prefix: made.prefix,
      lastFour: made.lastFour,
      createdAt: now,
      expiresAt: row.expiresAt,
    },
    select: { id: true },
  });
  if (row.expiresAt !== null) await announceExpiry(tx, organizationId, { credentialId, expiresAt: row.expiresAt, now });
  if (createdById !== null) {
    await tx.exposure.create({
      data: { organizationId, credentialId, memberId: createdById, how: 'created', from: now },
      select: { id: true },
    });
  }
}

/**
 * Ends a key, for good.
 * @throws Failure not-found; wrong-state when it was revoked before
 */
export function revokeApiKey(
  db: Database,
  organization: string,
  actor: Actor,
  input: { credentialId: string; now: Date },
): Promise<void> {
  const { credentialId, now } = input;
  return changing(db, organization, actor, async (tx, record) => {
    const { holderId } = await lockApiKey(tx, organization, credentialId);
    await tx.credential.update({
      where: { organizationId_id: { organizationId: organization, id: credentialId } },
      data: { revokedAt: now, secretBox: null },
      select: { id: true },
    });
    await tx.exposure.updateMany({
      where: { organizationId: organization, credentialId, until: null },
      data: { until: now },
    });
    record({ action: 'api-key.revoked', object: 'api-key', objectId: credentialId, before: { holderId } });
  });
}

/**
 * Makes a member's key a service account's, so that CI goes on with the same key when its maker is gone. Who has seen it stays exposed to it, so that a removal
 * still rotates it; therefore it gains no power: the service account may do at most what may who held it.
 * @throws Failure not-found; wrong-state when the key ended, or the receiver is not an active service account; above-ceiling
 */
export function convertApiKey(
  db: Database,
  organization: string,
  actor: Actor,
  input: { credentialId: string; serviceAccountId: string; now: Date },
): Promise<void> {
  const { credentialId, serviceAccountId } = input;
  return changing(db, organization, actor, async (tx, record) => {
    const receiver = await lockHolder(tx, organization, serviceAccountId);
    if (receiver.kind !== 'service_account') {
      throw new Failure('wrong-state', { object: 'member', state: receiver.kind, needs: 'service_account' });
    }
    const { holderId } = await lockApiKey(tx, organization, credentialId);
    await lockMember(tx, organization, holderId);
    await refuseGain(tx, organization, { from: holderId, to: serviceAccountId });
    await tx.credential.update({
      where: { organizationId_id: { organizationId: organization, id: credentialId } },
      data: { holderId: serviceAccountId },
      select: { id: true },
    });
    record({
      action: 'api-key.converted',
      object: 'api-key',
      objectId: credentialId,
      before: { holderId },
      after: { holderId: serviceAccountId },
    });
  });
}

/** @throws Failure not-found; wrong-state when it was revoked */
export function renameApiKey(
  db: Database,
  organization: string,
  actor: Actor,
  input: { credentialId: string; name: string },
): Promise<void> {
  const { credentialId, name } = input;
  return changing(db, organization, actor, async (tx, record) => {
    const { holderId } = await lockApiKey(tx, organization, credentialId);
    await tx.credential.update({
      where: { organizationId_id: { organizationId: organization, id: credentialId } },
      data: { name },
      select: { id: true },
    });
    record({
      action: 'api-key.renamed',
      object: 'api-key',
      objectId: credentialId,
      personal: [{ of: holderId, values: { name } }],
    });
  });
}
