import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { type Database, inOrganization } from '../../client.ts';
import { naming } from '../../failures.ts';
import { reinstateTerms } from '../../queries/reinstatements/terms.ts';

export interface DraftReinstatementInput {
  /** chosen by the caller, so that a repeat of the request finds its draft */
  reinstatementId: string;
  removalId: string;
  reason: string;
  /** of the preview that the admin agreed to */
  planHash: string;
  now: Date;
}

/**
 * Keeps what must not travel through the process engine in an inert row (decision 2); `planReinstatement` turns it into the real thing.
 * @throws Failure as reinstateTerms; not-allowed for an actor who is no member
 */
export async function draftReinstatement(
  db: Database,
  organization: string,
  actor: Actor,
  input: DraftReinstatementInput,
): Promise<{ memberId: string }> {
  const { reinstatementId: id, removalId, reason, planHash, now } = input;
  if (actor.by !== 'member')
    throw new Failure('not-allowed', { action: 'draft a reinstatement', because: 'no member' });
  return naming(
    inOrganization(db, organization, async (tx) => {
      const repeated = await tx.reinstatement.findUnique({
        where: { organizationId_id: { organizationId: organization, id } },
        select: { memberId: true },
      });
      if (repeated !== null) return repeated;
      const { memberId, endsSuspended } = await reinstateTerms(tx, organization, { removalId, now });
      const draft = { organizationId: organization, id, memberId, removalId, requestedById: actor.memberId };
      await tx.reinstatement.createMany({
        data: [{ ...draft, reason, planHash, endsSuspended, createdAt: now }],
        skipDuplicates: true,
      });
      return { memberId };
    }),
  );
}
