import { randomUUID } from 'node:crypto';
import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import type { Choice } from '../../../rules/removals/successor.ts';
import { type Database, inOrganization } from '../../client.ts';
import { naming } from '../../failures.ts';
import { mustBeEligible } from '../../queries/removals/preview.ts';
import { endingOf, insertChoices, mustLeaveAnAdmin } from '../removals/draft.ts';
import { policyIn } from '../../queries/organizations/policy.ts';

export interface DraftMassRemovalInput {
  /** chosen by the caller, so that a repeat of the request finds its draft, whatever became of it, and drafts nothing */
  massRemovalId: string;
  /** of each who leaves, the hash of their plan in the set that the admin agreed to */
  people: readonly { memberId: string; planHash: string }[];
  /** of the set's plan: `hashOfSet` */
  planHash: string;
  reason: string;
  forCause: boolean;
  /** default: the organization's policy */
  ending?: 'deactivate' | 'erase';
  effectiveAt: Date;
  /** IANA name */
  timeZone: string;
  successors: readonly Choice[];
  now: Date;
}

/**
 * Keeps what must not travel through the process engine in inert rows (decision 2): the mass removal, and a draft of a removal for each person.
 * @throws Failure last-admin, successor-not-eligible, erasure-forbidden, not-allowed for an actor who is no member, not-found for someone who is not in this organization
 */
export async function draftMassRemoval(
  db: Database,
  organizationId: string,
  actor: Actor,
  input: DraftMassRemovalInput,
): Promise<void> {
  const { massRemovalId: id, people, planHash, reason, forCause, effectiveAt, timeZone, successors, now } = input;
  if (actor.by !== 'member') throw new Failure('not-allowed', { action: 'draft a mass removal', because: 'no member' });
  await naming(
    inOrganization(db, organizationId, async (tx) => {
      if ((await tx.massRemoval.count({ where: { organizationId, id } })) > 0) return;
      const memberIds = people.map(({ memberId }) => memberId);
      await mustLeaveAnAdmin(tx, organizationId, memberIds);
      await mustBeEligible(tx, organizationId, { memberIds, choices: successors, effectiveAt, now });
      const policy = await policyIn(tx, organizationId);
      const ending = endingOf(policy, input.ending);
      const all = { organizationId, requestedById: actor.memberId, reason, forCause, ending, effectiveAt, timeZone };
      const { count } = await tx.massRemoval.createMany({
        data: [{ ...all, id, planHash, createdAt: now }],
        skipDuplicates: true,
      });
      if (count === 0) return; // the same request, at the same time
      const drafts = people.map((person, position) => ({ ...all, ...person, id: randomUUID(), position }));
      await tx.removal.createMany({
        data: drafts.map((draft) => ({
          ...draft,
          massRemovalId: id,
          leavingWith: memberIds.filter((memberId) => memberId !== draft.memberId),
          createdAt: now,
        })),
      });
      for (const draft of drafts) await insertChoices(tx, organizationId, draft.id, successors);
    }),
  );
}
