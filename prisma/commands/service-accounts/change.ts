import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { changing } from '../../change.ts';
import type { Database, Transaction } from '../../client.ts';
import type { MemberStatus } from '../../generated/enums.ts';
import { syncExposuresOfMember } from '../connections/exposures.ts';
import { lockMember } from '../members/lock.ts';
import { stillNeeded } from '../resources/change.ts';
import { sponsorOf } from './sponsor.ts';

export interface ServiceAccountChange {
  memberId: string;
  name?: string;
  purpose?: string;
  sponsorId?: string;
}

/**
 * Renames it, says anew what it is for, or makes another person answer for it. What is left out stays.
 * @throws Failure not-found; wrong-state when it is archived or the caretaker, or for a sponsor who is not an active person; name-taken; invalid-request
 */
export function changeServiceAccount(
  db: Database,
  organization: string,
  actor: Actor,
  input: ServiceAccountChange,
): Promise<void> {
  const { memberId, ...data } = input;
  const fields = Object.keys(data).sort();
  if (fields.length === 0) throw new Failure('invalid-request', { field: 'body', expected: 'a change' });
  return changing(db, organization, actor, async (tx, record) => {
    await lockServiceAccount(tx, organization, memberId, ['active', 'suspended']);
    if (data.sponsorId !== undefined) await sponsorOf(tx, organization, actor, data.sponsorId);
    const before = await tx.member.findUniqueOrThrow({
      where: whereOf(organization, memberId),
      select: { sponsorId: true },
    });
    await tx.member.update({ where: whereOf(organization, memberId), data, select: { id: true } });
    record({
      action: 'service-account.changed',
      object: 'member',
      objectId: memberId,
      before: { sponsorId: before.sponsorId },
      after: { fields, sponsorId: data.sponsorId ?? before.sponsorId },
    });
  });
}

/**
 * The end of a service account: its keys end for good; teams and shares stay its own, and give nothing. It must not own or run anything any more.
 * @throws Failure not-found; wrong-state when it is archived or the caretaker, or something is owned by it or runs as it
 */
export function archiveServiceAccount(
  db: Database,
  organization: string,
  actor: Actor,
  input: { memberId: string; now: Date },
): Promise<void> {
  const { memberId, now } = input;
  return changing(db, organization, actor, async (tx, record) => {
    await lockServiceAccount(tx, organization, memberId, ['active', 'suspended']);
    const held = {
      organizationId: organization,
      archivedAt: null,
      OR: [{ ownerId: memberId }, { runsAsId: memberId }],
    };
    const needed = await tx.resource.count({ where: held });
    if (needed > 0) throw stillNeeded(needed);
    await tx.member.update({
      where: whereOf(organization, memberId),
      data: { status: 'deactivated', deactivatedAt: now },
      select: { id: true },
    });
    const keys = await tx.$queryRaw<{ id: string }[]>`
      UPDATE credentials SET revoked_at = ${now}::timestamptz, secret_box = NULL
      WHERE organization_id = ${organization}::uuid AND holder_id = ${memberId}::uuid AND revoked_at IS NULL RETURNING id`;
    await tx.exposure.updateMany({
      where: { organizationId: organization, credentialId: { in: keys.map(({ id }) => id) }, until: null },
      data: { until: now },
    });
    await syncExposuresOfMember(tx, memberId, now);
    record({
      action: 'service-account.archived',
      object: 'member',
      objectId: memberId,
      after: { keysRevoked: keys.map(({ id }) => id) },
    });
  });
}

/**
 * The undo of archiving, but for its keys: those have ended. Where who answered for it is not active any more, the actor does.
 * @throws Failure not-found; wrong-state unless archived; name-taken when another has its name meanwhile
 */
export function restoreServiceAccount(
  db: Database,
  organization: string,
  actor: Actor,
  input: { memberId: string; now: Date },
): Promise<void> {
  const { memberId, now } = input;
  return changing(db, organization, actor, async (tx, record) => {
    await lockServiceAccount(tx, organization, memberId, ['deactivated']);
    const { sponsor } = await tx.member.findUniqueOrThrow({
      where: whereOf(organization, memberId),
      select: { sponsor: { select: { id: true, status: true } } },
    });
    const sponsorId = await sponsorOf(tx, organization, actor, sponsor?.status === 'active' ? sponsor.id : undefined);
    await tx.member.update({
      where: whereOf(organization, memberId),
      data: { status: 'active', suspendedAt: null, deactivatedAt: null, sponsorId },
      select: { id: true },
    });
    await syncExposuresOfMember(tx, memberId, now);
    record({ action: 'service-account.restored', object: 'member', objectId: memberId, after: { sponsorId } });
  });
}

const whereOf = (organizationId: string, id: string) => ({ organizationId_id: { organizationId, id } });

/** @throws Failure not-found, also for a person; wrong-state */
async function lockServiceAccount(
  tx: Transaction,
  organization: string,
  memberId: string,
  needs: readonly MemberStatus[],
): Promise<void> {
  const { kind, status, caretaker } = await lockMember(tx, organization, memberId);
  if (kind !== 'service_account') throw new Failure('not-found', { object: 'service-account' });
  if (caretaker || !needs.includes(status)) {
    const state = caretaker ? 'caretaker' : status;
    throw new Failure('wrong-state', { object: 'service-account', state, needs: needs.join(' or ') });
  }
}
