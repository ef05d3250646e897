import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { changing, type Record } from '../../change.ts';
import { type Database, inOrganization, type Transaction } from '../../client.ts';
import type { Secrets } from '../../secrets/secrets.ts';
import { once } from '../../receipt.ts';
import type { RemovalEffectInput } from './input.ts';
import { advance } from './items.ts';
import { lockRemoval } from './lock.ts';

/**
 * The provider confirmed the revocation (RFC 7009: any 200): the grant is revoked, its tokens are forgotten, its item done and its follow-up, if open, closed as proved.
 * @throws Failure not-found
 */
export function recordGrantRevoked(
  db: Database,
  organization: string,
  actor: Actor,
  input: RemovalEffectInput & { itemKey: string },
): Promise<void> {
  const { removalId, itemKey, now, receipt } = input;
  return changing(db, organization, actor, async (tx, record) => {
    await once(tx, organization, receipt, async () => {
      await lockRemoval(tx, organization, removalId);
      const where = { organizationId_removalId_key: { organizationId: organization, removalId, key: itemKey } };
      const item = await tx.planItem.findUnique({ where, select: { objectId: true, kind: true, status: true } });
      if (item === null || item.kind !== 'grant') throw new Failure('not-found', { object: 'item' });
      await revokeGrantIn(tx, record, organization, { grantId: item.objectId, now, reason: 'provider-confirmed' });
      if (item.status === 'done') return null;
      await tx.planItem.update({ where, data: { status: 'done', doneAt: now, reason: null }, select: { key: true } });
      await advance(tx, organization, removalId, 'grants', { done: 1 });
      await tx.followUp.updateMany({
        where: { organizationId: organization, removalId, itemKey, status: 'open' },
        data: { status: 'done', endedAt: now },
      });
      return null;
    });
  });
}

/** A provider that rotates refresh tokens gave another one: the grant's token from now on. */
export async function keepToken(
  db: Database,
  secrets: Secrets,
  organization: string,
  { grantId, token }: { grantId: string; token: string },
): Promise<void> {
  await inOrganization(db, organization, async (tx) => {
    const place = { table: 'grants', row: grantId, column: 'token_box' } as const;
    await tx.grant.updateMany({
      where: { organizationId: organization, id: grantId, tokenBox: { not: null } },
      data: { tokenBox: await secrets.seal(tx, organization, place, token) },
    });
  });
}

/**
 * Somebody says that it is revoked. Where its end can be tried, its tokens are kept until that is done (activities/removals/probe.ts); else they are forgotten.
 */
export async function holdRevokedIn(
  tx: Transaction,
  record: Record,
  organizationId: string,
  { grantId, now }: { grantId: string; now: Date },
): Promise<void> {
  const grant = await tx.grant.findUnique({
    where: { organizationId_id: { organizationId, id: grantId } },
    select: { tokenEndpoint: true, tokenBox: true },
  });
  if (grant?.tokenEndpoint == null || grant.tokenBox === null)
    return await revokeGrantIn(tx, record, organizationId, { grantId, now, reason: 'attested' });
  const { count } = await tx.grant.updateMany({
    where: { organizationId, id: grantId, status: { not: 'revoked' } },
    data: { status: 'revoked', revokedAt: now },
  });
  if (count > 0) record({ action: 'grant.revoked', object: 'grant', objectId: grantId, reason: 'attested' });
}

/** The grant is revoked, in the caller's transaction: twice is once. What it was good for is forgotten. */
export async function revokeGrantIn(
  tx: Transaction,
  record: Record,
  organizationId: string,
  { grantId, now, reason }: { grantId: string; now: Date; reason: string },
): Promise<void> {
  const { count } = await tx.grant.updateMany({
    where: { organizationId, id: grantId, status: { not: 'revoked' } },
    data: { status: 'revoked', revokedAt: now, tokenBox: null, clientSecretBox: null },
  });
  if (count > 0) record({ action: 'grant.revoked', object: 'grant', objectId: grantId, reason });
}
