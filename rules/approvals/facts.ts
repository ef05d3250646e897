import type { Json } from '../canonical-json.ts';
import type { Relationship } from '../invitations/verdict.ts';

export type ApprovalSubject = 'invitation' | 'extension' | 'erasure' | 'mass-removal';

/** What is asked for when someone is to be invited. */
export interface InvitationTerms {
  id: string;
  email: string;
  name: string | null;
  role: string;
  customRoleId: string | null;
  /** what the address could be taken for, and whose it is where it is a member's */
  looksLike: string | null;
  looksLikeId: string | null;
  relationship: Relationship;
  teamIds: readonly string[];
  sponsorId: string | null;
  reason: string | null;
  endsAt: Date | null;
}

/** The facts on which an erasure is decided: whose, why, and not before when. */
export function factsOfErasure(erasure: { id: string; memberId: string; reason: string; eraseAt: Date }): {
  readonly [fact: string]: Json;
} {
  const { id, memberId, reason, eraseAt } = erasure;
  return { subject: 'erasure', erasureId: id, memberId, reason, eraseAt: eraseAt.toISOString() };
}

/** What is asked for when many are to leave at once. */
export interface MassRemovalTerms {
  id: string;
  memberIds: readonly string[];
  reason: string;
  forCause: boolean;
  ending: string;
  effectiveAt: Date;
  planHash: string;
}

/** The facts on which a mass removal is decided; the plans of all are in the hash. */
export function factsOfMassRemoval(massRemoval: MassRemovalTerms): { readonly [fact: string]: Json } {
  const { id, memberIds, reason, forCause, ending, effectiveAt, planHash } = massRemoval;
  return {
    subject: 'mass-removal',
    massRemovalId: id,
    memberIds: [...memberIds].sort(),
    reason,
    forCause,
    ending,
    effectiveAt: effectiveAt.toISOString(),
    planHash,
  };
}

/**
 * The facts on which an invitation is decided: what an approver is shown, and what their decision binds to (SHA-256 of the canonical JSON). Only what
 * the decision is about, so that a mail sent or a clock moved on doesn't change them. What was not asked for is left out: facts from before there was such a thing keep their hash.
 */
export function factsOfInvitation(invitation: InvitationTerms): { readonly [fact: string]: Json } {
  const { id, email, name, role, relationship, teamIds, sponsorId, reason, endsAt } = invitation;
  const { customRoleId, looksLike, looksLikeId } = invitation;
  return {
    subject: 'invitation',
    invitationId: id,
    email,
    ...(looksLike === null ? {} : { looksLike }),
    ...(looksLikeId === null ? {} : { looksLikeId }),
    name,
    role,
    ...(customRoleId === null ? {} : { customRoleId }),
    relationship,
    teamIds: [...teamIds].sort(),
    sponsorId,
    reason,
    endsAt: endsAt === null ? null : endsAt.toISOString(),
  };
}
