import { createHash } from 'node:crypto';
import {
  type ApprovalSubject,
  factsOfErasure,
  factsOfInvitation,
  factsOfMassRemoval,
} from '../../../rules/approvals/facts.ts';
import { canonicalJson, type Json } from '../../../rules/canonical-json.ts';
import type { Transaction } from '../../client.ts';

export interface Facts {
  /** what an approver is shown */
  facts: { readonly [fact: string]: Json };
  /** SHA-256 of their canonical JSON, hex: what a decision binds to */
  factsHash: string;
  sponsorId: string | null;
}

/** What an approval is about, as it is now. */
export async function factsIn(
  tx: Transaction,
  organizationId: string,
  subject: ApprovalSubject,
  subjectId: string,
): Promise<Facts> {
  if (subject === 'erasure') {
    const erasure = await tx.erasure.findUniqueOrThrow({
      where: { organizationId_id: { organizationId, id: subjectId } },
    });
    const facts = factsOfErasure(erasure);
    return { facts, factsHash: hashOfFacts(facts), sponsorId: null };
  }
  if (subject === 'mass-removal') {
    const massRemoval = await tx.massRemoval.findUniqueOrThrow({
      where: { organizationId_id: { organizationId, id: subjectId } },
      include: { removals: { select: { memberId: true } } },
    });
    const memberIds = massRemoval.removals.map(({ memberId }) => memberId);
    const facts = factsOfMassRemoval({ ...massRemoval, memberIds });
    return { facts, factsHash: hashOfFacts(facts), sponsorId: null };
  }
  if (subject !== 'invitation') throw new Error(`no facts are known of ${subject}`);
  const invitation = await tx.invitation.findUniqueOrThrow({
    where: { organizationId_id: { organizationId, id: subjectId } },
    include: { teams: { select: { teamId: true } } },
  });
  const facts = factsOfInvitation({ ...invitation, teamIds: invitation.teams.map(({ teamId }) => teamId) });
  return { facts, factsHash: hashOfFacts(facts), sponsorId: invitation.sponsorId };
}

function hashOfFacts(facts: Facts['facts']): string {
  return createHash('sha256').update(canonicalJson(facts)).digest('hex');
}
