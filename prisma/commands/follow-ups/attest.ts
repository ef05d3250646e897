import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { readAttestation } from '../../../rules/removals/attestation.ts';
import { changing } from '../../change.ts';
import type { Database } from '../../client.ts';
import { once } from '../../receipt.ts';
import { noteTextIn } from '../notes/write.ts';
import { holdRevokedIn } from '../removals/grants.ts';
import { lockRemoval } from '../removals/lock.ts';
import { lockFollowUp, mustBeTheirs, removalOfFollowUp } from './lock.ts';
import { finishFollowedUp } from './settle.ts';

/**
 * A person states that it is done. The note's text is made by `attestationNote` (rules/removals/attestation.ts). Its item is done with it; a grant is
 * then held for revoked, and what can try that is kept until it has been tried.
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
      const removalId = await removalOfFollowUp(tx, organization, followUpId);
      const { memberId } = await lockRemoval(tx, organization, removalId); // first, as in every other command
      const { status, ownerId, itemKey } = await lockFollowUp(tx, organization, followUpId);
      const attestedById = await mustBeTheirs(tx, organization, actor, { action: 'attest', ownerId });
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
      if (item.kind === 'grant') await holdRevokedIn(tx, record, organization, { grantId: item.objectId, now });
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
