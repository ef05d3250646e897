import type { Actor } from '../../../rules/audit/entry.ts';
import { roleReaches } from '../../../rules/access/actions.ts';
import { Failure } from '../../../rules/failures.ts';
import type { StepName } from '../../../rules/removals/steps.ts';
import { changing, type Record } from '../../change.ts';
import type { Database, Transaction } from '../../client.ts';
import { advance } from '../removals/items.ts';
import { lockRemoval, mustRun, statusOfStep } from '../removals/lock.ts';
import { lockFollowUp, removalOfFollowUp } from './lock.ts';

/**
 * An admin doubts what was attested: it is open again, its owner is told anew, and the removal waits for it. Only before the certificate, which rests on it.
 * @throws Failure not-found, not-allowed, removal-ended; wrong-state when nobody attested it, or the certificate is being made
 */
export function reopenFollowUp(
  db: Database,
  organization: string,
  actor: Actor & { by: 'member' },
  input: { followUpId: string; reason: string; now: Date },
): Promise<{ leaverId: string }> {
  const { followUpId, reason, now } = input;
  return changing(db, organization, actor, async (tx, record) => {
    const removalId = await removalOfFollowUp(tx, organization, followUpId);
    const removal = await lockRemoval(tx, organization, removalId);
    await mustBeAdmin(tx, organization, actor.memberId);
    mustRun(removal);
    const grants = await statusOfStep(tx, organization, removalId, 'grants');
    if (grants === 'done' || grants === 'skipped')
      throw new Failure('wrong-state', { object: 'removal', state: 'certificate', needs: 'grants' });
    await reopenIn(tx, record, organization, {
      removalId,
      followUpId,
      leaverId: removal.memberId,
      because: reason,
      now,
    });
    return { leaverId: removal.memberId };
  });
}

interface Reopening {
  removalId: string;
  followUpId: string;
  leaverId: string;
  because: string;
  now: Date;
}

/**
 * Open again, in the caller's transaction, with the removal locked: the attestation is withdrawn (the audit keeps it), the item pending, the grant held for given.
 * @throws Failure not-found; wrong-state when nobody attested it
 */
export async function reopenIn(
  tx: Transaction,
  record: Record,
  organization: string,
  { removalId, followUpId, leaverId, because, now }: Reopening,
): Promise<void> {
  const { status, itemKey, attestedById } = await lockFollowUp(tx, organization, followUpId);
  if (status !== 'done' || attestedById === null)
    throw new Failure('wrong-state', { object: 'follow-up', state: status, needs: 'attested' });
  await tx.followUp.update({
    where: { organizationId_id: { organizationId: organization, id: followUpId } },
    data: {
      status: 'open',
      attestedById: null,
      attestation: null,
      evidence: null,
      endedAt: null,
      reopenedAt: now,
      reopenedBecause: because,
      remindedAt: null,
      escalatedAt: null,
    },
    select: { id: true },
  });
  const item = await tx.planItem.update({
    where: { organizationId_removalId_key: { organizationId: organization, removalId, key: itemKey } },
    data: { status: 'pending', doneAt: null },
    select: { step: true, kind: true, objectId: true },
  });
  await advance(tx, organization, removalId, item.step as StepName, { done: -1 });
  if (item.kind === 'grant') await givenAgain(tx, organization, item.objectId);
  record({
    action: 'follow-up.reopened',
    object: 'follow-up',
    objectId: followUpId,
    before: { attestedById },
    after: { itemKey },
    personal: [{ of: leaverId, values: { because } }],
  });
}

/** It was not revoked after all. Where another one is active meanwhile, that one stays what the connection rests on. */
async function givenAgain(tx: Transaction, organizationId: string, grantId: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE grants g SET revoked_at = NULL, status = (CASE WHEN EXISTS (SELECT FROM grants o WHERE o.organization_id = g.organization_id
        AND o.connection_id = g.connection_id AND o.status = 'active') THEN 'replaced' ELSE 'active' END)::grant_status
    WHERE g.organization_id = ${organizationId}::uuid AND g.id = ${grantId}::uuid AND g.status = 'revoked'`;
}

async function mustBeAdmin(tx: Transaction, organizationId: string, memberId: string): Promise<void> {
  const where = { organizationId_id: { organizationId, id: memberId } };
  const member = await tx.member.findUnique({ where, select: { role: true } });
  if (member === null || !roleReaches(member.role, 'admin'))
    throw new Failure('not-allowed', { action: 'reopen', because: 'not an admin' });
}
