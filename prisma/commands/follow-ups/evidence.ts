import { createHash, randomUUID } from 'node:crypto';
import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { type EvidenceType, mostEvidenceFiles } from '../../../rules/removals/evidence.ts';
import { changing } from '../../change.ts';
import type { Database } from '../../client.ts';
import type { Secrets } from '../../secrets/secrets.ts';
import { lockRemoval } from '../removals/lock.ts';
import { lockFollowUp, mustBeTheirs, removalOfFollowUp } from './lock.ts';

const placeOf = (id: string) => ({ table: 'evidence_files', row: id, column: 'content_box' }) as const;

/**
 * Keeps a file that shows that an open follow-up was done: sealed with the organization's key, its SHA-256 in the audit. The caller has looked at type and size.
 * @throws Failure not-found, follow-up-closed; not-allowed for someone who is neither its owner nor an admin; wrong-state when it has as many as it may have
 */
export function addEvidence(
  db: Database,
  secrets: Secrets,
  organization: string,
  actor: Actor,
  input: { followUpId: string; name: string; mediaType: EvidenceType; content: Uint8Array; now: Date },
): Promise<{ fileId: string }> {
  const { followUpId, name, mediaType, content, now } = input;
  const sha256 = createHash('sha256').update(content).digest('hex');
  return changing(db, organization, actor, async (tx, record) => {
    const removalId = await removalOfFollowUp(tx, organization, followUpId);
    const { memberId: leaverId } = await lockRemoval(tx, organization, removalId);
    const { status, ownerId } = await lockFollowUp(tx, organization, followUpId);
    const uploadedById = await mustBeTheirs(tx, organization, actor, { action: 'add evidence', ownerId });
    if (status !== 'open') throw new Failure('follow-up-closed', { status });
    const files = await tx.evidenceFile.count({ where: { organizationId: organization, followUpId } });
    if (files >= mostEvidenceFiles)
      throw new Failure('wrong-state', {
        object: 'follow-up',
        state: `${files} files`,
        needs: `fewer than ${mostEvidenceFiles}`,
      });
    const id = randomUUID();
    const contentBox = await secrets.seal(tx, organization, placeOf(id), Buffer.from(content).toString('base64'));
    const file = { id, followUpId, name, mediaType, size: content.length, sha256, contentBox };
    await tx.evidenceFile.create({
      data: { organizationId: organization, ...file, uploadedById, uploadedAt: now },
      select: { id: true },
    });
    const after = { fileId: id, mediaType, size: content.length, sha256 };
    record({
      action: 'follow-up.evidence-added',
      object: 'follow-up',
      objectId: followUpId,
      after,
      personal: [{ of: leaverId, values: { name } }],
    });
    return { fileId: id };
  });
}
