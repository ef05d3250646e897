import { randomUUID } from 'node:crypto';
import { successorExpiry } from '../../../rules/access/key-expiry.ts';
import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { changing, type Record } from '../../change.ts';
import type { Database, Transaction } from '../../client.ts';
import { makeApiKey } from '../../secrets/api-key.ts';
import type { Secrets } from '../../secrets/secrets.ts';
import { insertApiKey, makerOf, type ShownApiKey } from './api-keys.ts';
import { lockApiKey, type LockedApiKey } from './lock.ts';
import { apiKeyPolicy } from './notices.ts';
import { refuseMorePower } from './power.ts';

export interface Rotation {
  credentialId: string;
  /** until then the old key is good too; now: it ends at once */
  graceUntil: Date;
  now: Date;
}

const placeOf = (credentialId: string) => ({ table: 'credentials', row: credentialId, column: 'secret_box' }) as const;

/**
 * A successor key with the same holder, name, scopes and lifetime; the old one is good until `graceUntil`. The caller sees the new key, this once.
 * @throws Failure not-found; wrong-state when the old key was revoked or rotated before; above-ceiling for a holder who may do more than the caller
 */
export function rotateApiKey(db: Database, organization: string, actor: Actor, input: Rotation): Promise<ShownApiKey> {
  return changing(db, organization, actor, async (tx, record) => {
    const old = await rotatable(tx, organization, input.credentialId);
    await refuseMorePower(tx, organization, actor, old.holderId);
    const made = makeApiKey();
    const credentialId = await succeed(tx, record, organization, old, input, { made, createdById: makerOf(actor) });
    return { credentialId, key: made.key };
  });
}

/**
 * The same where nobody is there to see the new key, in a removal: it is kept sealed until someone reveals it, once (revealApiKey).
 * @returns the new key's id
 * @throws Failure as rotateApiKey
 */
export async function rotateUnseenIn(
  tx: Transaction,
  record: Record,
  secrets: Secrets,
  organization: string,
  input: Rotation,
): Promise<string> {
  const old = await rotatable(tx, organization, input.credentialId);
  const made = makeApiKey();
  const id = await succeed(tx, record, organization, old, input, { made, createdById: null });
  const secretBox = await secrets.seal(tx, organization, placeOf(id), made.key);
  await tx.credential.update({
    where: { organizationId_id: { organizationId: organization, id } },
    data: { secretBox },
    select: { id: true },
  });
  return id;
}

async function rotatable(tx: Transaction, organization: string, credentialId: string): Promise<LockedApiKey> {
  const old = await lockApiKey(tx, organization, credentialId);
  if (old.successorId !== null)
    throw new Failure('wrong-state', { object: 'api-key', state: 'rotated', needs: 'good' });
  return old;
}

async function succeed(
  tx: Transaction,
  record: Record,
  organization: string,
  old: LockedApiKey,
  { credentialId, graceUntil, now }: Rotation,
  { made, createdById }: { made: ReturnType<typeof makeApiKey>; createdById: string | null },
): Promise<string> {
  const id = randomUUID();
  const { holderId, name, scopes } = old;
  const expiresAt = successorExpiry(old, await apiKeyPolicy(tx, organization), now);
  const row = { credentialId: id, holderId, name, scopes, version: old.version + 1, createdById, made, now };
  await insertApiKey(tx, organization, { ...row, expiresAt });
  await tx.credential.update({
    where: { organizationId_id: { organizationId: organization, id: credentialId } },
    data: { successorId: id, graceUntil, secretBox: null },
    select: { id: true },
  });
  await tx.exposure.updateMany({
    where: { organizationId: organization, credentialId, until: null },
    data: { until: graceUntil },
  });
  record({
    action: 'api-key.rotated',
    object: 'api-key',
    objectId: credentialId,
    after: { successorId: id, graceUntil: graceUntil.toISOString(), expiresAt: expiresAt?.toISOString() },
    personal: [{ of: holderId, values: { name } }],
  });
  return id;
}

/**
 * Shows a key that was made unseen, to one person, once.
 * @throws Failure not-found when there is no such key; wrong-state when it was revoked, or shown before; above-ceiling as rotateApiKey
 */
export function revealApiKey(
  db: Database,
  secrets: Secrets,
  organization: string,
  actor: Actor & { by: 'member' },
  input: { credentialId: string; now: Date },
): Promise<ShownApiKey> {
  const { credentialId, now } = input;
  return changing(db, organization, actor, async (tx, record) => {
    const { secretBox, holderId } = await lockApiKey(tx, organization, credentialId);
    await refuseMorePower(tx, organization, actor, holderId);
    if (secretBox === null)
      throw new Failure('wrong-state', { object: 'api-key', state: 'shown', needs: 'not yet shown' });
    const key = await secrets.open(tx, organization, placeOf(credentialId), secretBox);
    await tx.credential.update({
      where: { organizationId_id: { organizationId: organization, id: credentialId } },
      data: { secretBox: null },
      select: { id: true },
    });
    await tx.exposure.create({
      data: { organizationId: organization, credentialId, memberId: actor.memberId, how: 'revealed', from: now },
      select: { id: true },
    });
    record({ action: 'api-key.revealed', object: 'api-key', objectId: credentialId });
    return { credentialId, key };
  });
}
