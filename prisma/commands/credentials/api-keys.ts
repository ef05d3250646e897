import { randomUUID } from 'node:crypto';
import { checkScopes, type Scope } from '../../../rules/access/scopes.ts';
import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { changing } from '../../change.ts';
import type { Database, Transaction } from '../../client.ts';
import { makeApiKey } from '../../secrets/api-key.ts';
import { lockMember } from '../members/lock.ts';
import { lockApiKey } from './lock.ts';

export interface NewApiKey {
  holderId: string;
  name: string;
  scopes: readonly string[];
  expiresAt?: Date;
  now: Date;
}

/** The key itself is in no row and in no log: this is the only time it is seen. */
export interface ShownApiKey {
  credentialId: string;
  key: string;
}

/**
 * A new API key of a member or service account. Whoever makes it has seen it, and is exposed to it.
 * @throws Failure not-found, wrong-state for a holder who is not active or is the caretaker; invalid-request for scopes or a past expiry
 */
export async function createApiKey(
  db: Database,
  organization: string,
  actor: Actor,
  input: NewApiKey,
): Promise<ShownApiKey> {
  const scopes = checkScopes(input.scopes);
  if (input.expiresAt !== undefined && input.expiresAt <= input.now) {
    throw new Failure('invalid-request', { field: 'expiresAt', expected: 'in the future' });
  }
  return changing(db, organization, actor, async (tx, record) => {
    await lockHolder(tx, organization, input.holderId);
    const made = makeApiKey();
    const credentialId = randomUUID();
    await insertApiKey(tx, organization, {
      ...input,
      credentialId,
      scopes,
      version: 1,
      createdById: makerOf(actor),
      made,
    });
    record({
      action: 'api-key.created',
      object: 'api-key',
      objectId: credentialId,
      after: { holderId: input.holderId, scopes, expiresAt: input.expiresAt?.toISOString() },
      personal: [{ of: input.holderId, values: { name: input.name } }],
    });
    return { credentialId, key: made.key };
  });
}

/**
 * The holder of a key must be active, and not the caretaker: it has no key, ever.
 * @throws Failure not-found, wrong-state
 */
export async function lockHolder(tx: Transaction, organization: string, holderId: string): Promise<{ kind: string }> {
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
  expiresAt?: Date | undefined;
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
      expiresAt: row.expiresAt ?? null,
    },
    select: { id: true },
  });
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
 * Makes a member's key a service account's, so that CI goes on with the same key when its maker is gone. Who has seen it stays exposed to it.
 * @throws Failure not-found; wrong-state when the key ended, or the receiver is not an active service account
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
