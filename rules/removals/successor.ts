import { mayHold, mayRun } from '../access/actions.ts';
import type { CustomRoleFacts, MemberKind, MemberStatus, OrgRole } from '../access/types.ts';
import type { ItemKind, SuccessorRule } from './items.ts';

/** An admin's choice: for one resource, for a kind (of item or of resource), or, with neither, for all that is left. */
export interface Choice {
  resourceId?: string;
  kind?: string;
  successorId: string;
}

/** Things need so many days to settle: who leaves again within them, by their own end date, receives nothing. */
export const settlingDays = 14;

/** In `Ground.declined`: the member declined all of it, now and later. */
export const everything = '*';

/** What is known of a member who might receive something. */
export interface Candidate {
  id: string;
  kind: MemberKind;
  status: MemberStatus;
  role: OrgRole;
  customRole?: CustomRoleFacts | null;
  caretaker: boolean;
  /** has a removal under way, or is removed together with this one */
  leaving: boolean;
  /** their own end date comes before the hand-over has settled */
  ending: boolean;
}

export interface Succession {
  successorId: string;
  rule: SuccessorRule;
}

/** Who there is to receive what a leaver held. Whoever is not among the candidates can't. */
export interface Ground {
  leaverId: string;
  candidates: ReadonlyMap<string, Candidate>;
  /** maintainers by team */
  maintainers: ReadonlyMap<string, readonly string[]>;
  /** member → manager: at least the leaver's line, and the custodian's */
  managers: ReadonlyMap<string, string>;
  /** where the custodian is leaving by another removal: who that one makes custodian */
  custodianId: string | null;
  choices: readonly Choice[];
  /** member → keys of the items that they were offered and declined; `everything` stands for all */
  declined: ReadonlyMap<string, ReadonlySet<string>>;
}

/** What needs someone to receive it. */
export interface Heirloom {
  kind: ItemKind;
  objectId: string;
  /** the resource that a choice for one item names; of a grant or secret its connection */
  resourceId?: string;
  resourceKind?: string;
  /** what it should stay together with: a schedule with its target */
  belongsWith?: string | null;
  teamId?: string | null;
  /** who owns the connection that a grant or secret belongs to, where it is not the leaver */
  ownerId?: string | null;
  /** who can't receive this one: a guest can't sponsor themselves */
  excluded?: readonly string[];
}

export type Ineligible =
  | 'not-a-member'
  | 'leaving'
  | 'ending'
  | 'not-active'
  | 'caretaker'
  | 'viewer'
  | 'custom-role'
  | 'service-account'
  | 'own';

/**
 * Why this member can't receive it, or null: they can. A successor is active, not leaving, and allowed to hold it (design, Removal, 4); a service
 * account can be what automation runs as, never who answers for something.
 */
export function ineligible(
  candidate: Candidate | undefined,
  heirloom: Pick<Heirloom, 'kind' | 'excluded'>,
): Ineligible | null {
  if (candidate === undefined) return 'not-a-member';
  if (candidate.leaving) return 'leaving';
  if (candidate.status !== 'active') return 'not-active';
  if (candidate.ending) return 'ending';
  if (candidate.caretaker) return 'caretaker';
  if (candidate.kind === 'service_account' && heirloom.kind !== 'resource-runs-as') return 'service-account';
  if (!mayHold(candidate.role)) return 'viewer';
  if (heirloom.kind === 'resource-runs-as' && !mayRun(candidate)) return 'custom-role';
  return heirloom.excluded?.includes(candidate.id) === true ? 'own' : null;
}

/** Whether this member could receive anything at all: what an admin's choice is refused by, at once. */
export function ineligibleForChoice(candidate: Candidate | undefined, choice: Choice): Ineligible | null {
  const runsAs = choice.kind === undefined || choice.kind === 'resource-runs-as' || choice.resourceId !== undefined;
  return ineligible(candidate, { kind: runsAs ? 'resource-runs-as' : 'resource-owner' });
}
