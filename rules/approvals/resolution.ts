export interface Vote {
  stage: number;
  memberId: string;
  decision: 'approve' | 'refuse';
  /** of the facts that this vote was given on */
  factsHash: string;
}

/** All that a resolution depends on. */
export interface Ballot {
  /** how many must agree, stage by stage */
  needed: readonly number[];
  stage: number;
  votes: readonly Vote[];
  /** who may decide this stage now */
  approvers: readonly string[];
  /** of the facts as they are now */
  factsHash: string;
}
export type Resolution = 'pending' | 'next-stage' | 'approved' | 'refused';

/**
 * All votes in, resolution or nothing out. A vote counts when it was given on the facts as they are now, by someone who may still decide: so someone
 * suspended, or facts that changed, need a new vote. One refusal refuses.
 */
export function resolve({ needed, stage, votes, approvers, factsHash }: Ballot): Resolution {
  const counting = votes.filter(
    (vote) => vote.stage === stage && vote.factsHash === factsHash && approvers.includes(vote.memberId),
  );
  if (counting.some((vote) => vote.decision === 'refuse')) return 'refused';
  const agreed = new Set(counting.map((vote) => vote.memberId)).size;
  if (agreed < Math.max(needed[stage] ?? 1, 1)) return 'pending';
  return stage + 1 < needed.length ? 'next-stage' : 'approved';
}
