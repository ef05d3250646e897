import type { ApprovalStage } from '../organizations/policy.ts';

/** Who there is, by member id. */
export interface Candidates {
  /** who was written down for the stage when it opened, by an escalation, or in place of someone who left */
  assigned: readonly string[];
  /** all active admins */
  admins: readonly string[];
  custodianId: string;
  requestedById: string;
  /** of all these, who is active */
  active: ReadonlySet<string>;
}

/**
 * Who may decide a stage now. Whoever is not active does not count, and no one decides on their own request. A stage of the admins' is for whoever is
 * an admin now. Where fewer are left than must agree, all admins may decide too; where that leaves nobody, the custodian. Empty only
 * when the requester is the one person who is left.
 */
export function approversOf(stage: ApprovalStage, candidates: Candidates): string[] {
  const { assigned, admins, custodianId } = candidates;
  const eligible = (ids: readonly string[]) => [...new Set(ids)].filter((id) => mayCount(id, candidates));
  const named = 'role' in stage.approvers ? [...admins, ...assigned.filter((id) => id === custodianId)] : assigned;
  const first = eligible(named);
  if (first.length >= Math.max(stage.needed, 1)) return first;
  const withAdmins = eligible([...first, ...admins]);
  return withAdmins.length > 0 ? withAdmins : eligible([custodianId]);
}

/** Whom an escalation adds: all admins and the custodian, but for those who may decide already. */
export function escalationTo(candidates: Candidates, already: readonly string[]): string[] {
  const everyone = [...new Set([...candidates.admins, candidates.custodianId])];
  return everyone.filter((id) => mayCount(id, candidates) && !already.includes(id));
}

function mayCount(id: string, { active, requestedById }: Candidates): boolean {
  return active.has(id) && id !== requestedById;
}
