import { roleReaches } from '../../../rules/access/actions.ts';
import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { readAttestation } from '../../../rules/removals/attestation.ts';
import { changing } from '../../change.ts';
import type { Database, Transaction } from '../../client.ts';
import { once } from '../../receipt.ts';
import { noteTextIn } from '../notes/write.ts';
import { revokeGrantIn } from '../removals/grants.ts';
import { lockRemoval } from '../removals/lock.ts';
import { lockFollowUp } from './lock.ts';
import { finishFollowedUp } from './settle.ts';

/**
 * A person states that it is done. The note's text is made by `attestationNote` (rules/removals/attestation.ts). Its item is done with it; a grant is
 * then held for revoked.
 * @throws Failure not-found, follow-up-closed; not-allowed for someone who is neither its owner nor an admin
 */
export function attestFollowUp(
  db: Database,
  organization: string,
  actor: Actor,
  input: { followUpId: string; noteId: string; now: Date; receipt: string },
): Promise<void> {
  const { followUpId, noteId, now, receipt } = input;
  return changing(db, organization, actor, async (tx, record) => {
    await once(tx, organization, receipt, async () => {
      const removalId = await removalOf(tx, organization, followUpId);
      const { memberId } = await lockRemoval(tx, organization, removalId); // first, as in every other command
      const { status, ownerId, itemKey } = await lockFollowUp(tx, organization, followUpId);
      const attestedById = await mustBeTheirs(tx, organization, actor, ownerId);
      if (status !== 'open') throw new Failure('follow-up-closed', { status });
      const text = await noteTextIn(tx, organization, { noteId, authorId: attestedById });
      const { statement, evidence } = readAttestation(text);
      await tx.followUp.update({
        where: { organizationId_id: { organizationId: organization, id: followUpId } },
        data: { status: 'done', attestedById, attestation: statement, evidence: evidence ?? null, endedAt: now },
        select: { id: true },
      });
      const item = await tx.planItem.findUniqueOrThrow({
        where: { organizationId_removalId_key: { organizationId: organization, removalId, key: itemKey } },
        select: { kind: true, objectId: true },
      });
      if (item.kind === 'grant')
        await revokeGrantIn(tx, record, organization, { grantId: item.objectId, now, reason: 'attested' });
      await finishFollowedUp(tx, organization, removalId, [{ itemKey }], now);
      record({
        action: 'follow-up.attested',
        object: 'follow-up',
        objectId: followUpId,
        after: { itemKey, noteId },
        personal: [{ of: memberId, values: { statement, evidence } }],
      });
      return null;
    });
  });
}

async function removalOf(tx: Transaction, organizationId: string, id: string): Promise<string> {
  const row = await tx.followUp.findUnique({
    where: { organizationId_id: { organizationId, id } },
    select: { removalId: true },
  });
  if (row === null) throw new Failure('not-found', { object: 'follow-up' });
  return row.removalId;
}

async function mustBeTheirs(tx: Transaction, organizationId: string, actor: Actor, ownerId: string): Promise<string> {
  const refuse = (because: string) => new Failure('not-allowed', { action: 'attest', because });
  if (actor.by !== 'member') throw refuse('only a person attests');
  if (actor.memberId === ownerId) return ownerId;
  const member = await tx.member.findUnique({
    where: { organizationId_id: { organizationId, id: actor.memberId } },
    select: { role: true },
  });
  if (member === null || !roleReaches(member.role, 'admin')) throw refuse('not its owner');
  return actor.memberId;
}
