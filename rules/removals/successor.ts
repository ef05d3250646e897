import { mayHold, mayRun } from '../access/actions.ts';
import type { CustomRoleFacts, MemberKind, MemberStatus, OrgRole } from '../access/types.ts';
import type { ItemKind, SuccessorRule } from './items.ts';

/** An admin's choice: for one resource, for a kind (of item or of resource), or, with neither, for all that is left. */
export interface Choice {
  resourceId?: string;
  kind?: string;
  successorId: string;
}

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
}

/** What needs someone to receive it. */
export interface Heirloom {
  kind: ItemKind;
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

/**
 * Who receives what, by the first rule that names someone eligible: the admin's choice for this item, for its kind, for all that is left; for what rests
 * on a connection its owner; a maintainer of the resource's team, the one who got least so far; the nearest manager up the line; the custodian.
 * Owner and runs-as of one resource, and a schedule and its target, go to the same maintainer. Ask in the order of the items' keys: then the same facts give the same answers.
 */
export function successions(ground: Ground): (heirloom: Heirloom) => Succession | null {
  const named = choicesBy(ground.choices);
  const load = new Map<string, number>();
  const byTeam = new Map<string, string>();

  const firstOf = (heirloom: Heirloom): Succession | null => {
    const can = (id: string | null | undefined): id is string =>
      typeof id === 'string' && ineligible(ground.candidates.get(id), heirloom) === null;
    for (const { choice, rule } of named(heirloom)) if (can(choice)) return { successorId: choice, rule };
    if (can(heirloom.ownerId)) return { successorId: heirloom.ownerId, rule: 'owner' };
    const maintainer = maintainerOf(heirloom, can);
    if (maintainer !== undefined) return { successorId: maintainer, rule: 'team' };
    const manager = lineOf(ground.managers, ground.leaverId).find(can);
    if (manager !== undefined) return { successorId: manager, rule: 'manager' };
    const custodian = custodianAfter(ground);
    return can(custodian) ? { successorId: custodian, rule: 'custodian' } : null;
  };

  const maintainerOf = (heirloom: Heirloom, can: (id: string) => boolean): string | undefined => {
    if (typeof heirloom.teamId !== 'string') return undefined;
    const able = (ground.maintainers.get(heirloom.teamId) ?? []).filter(can);
    const [first, ...others] = able;
    if (first === undefined || others.length === 0) return first;
    const group = heirloom.belongsWith ?? heirloom.resourceId ?? '';
    const before = byTeam.get(group);
    if (before !== undefined && able.includes(before)) return before;
    const chosen = others.reduce((least, id) => (lighter(load, id, least) ? id : least), first);
    if (group !== '') byTeam.set(group, chosen);
    return chosen;
  };

  return (heirloom) => {
    const found = firstOf(heirloom);
    if (found !== null) load.set(found.successorId, (load.get(found.successorId) ?? 0) + 1);
    return found;
  };
}

function lighter(load: ReadonlyMap<string, number>, one: string, other: string): boolean {
  const difference = (load.get(one) ?? 0) - (load.get(other) ?? 0);
  return difference < 0 || (difference === 0 && one < other);
}

/** The custodian; where they are leaving too: whom the admin names for that, else the nearest manager up their line. */
function custodianAfter(ground: Ground): string | null {
  const { custodianId, candidates, managers } = ground;
  const can = (id: string | null | undefined): id is string =>
    typeof id === 'string' && ineligible(candidates.get(id), { kind: 'custodian' }) === null;
  if (custodianId === null || can(custodianId)) return custodianId;
  const named = choicesBy(ground.choices)({ kind: 'custodian' }).map(({ choice }) => choice);
  return [...named, ...lineOf(managers, custodianId)].find(can) ?? null;
}

type Named = { choice: string; rule: SuccessorRule };

function choicesBy(choices: readonly Choice[]): (heirloom: Heirloom) => Named[] {
  const items = new Map<string, string>();
  const kinds = new Map<string, string>();
  let rest: string | undefined;
  for (const { resourceId, kind, successorId } of choices) {
    if (resourceId !== undefined) items.set(resourceId, successorId);
    else if (kind !== undefined) kinds.set(kind, successorId);
    else rest = successorId;
  }
  return ({ kind, resourceId, resourceKind }) => {
    const found: Named[] = [];
    const add = (choice: string | undefined, rule: SuccessorRule) => {
      if (choice !== undefined) found.push({ choice, rule });
    };
    add(resourceId === undefined ? undefined : items.get(resourceId), 'item');
    add(kinds.get(kind), 'kind');
    add(resourceKind === undefined ? undefined : kinds.get(resourceKind), 'kind');
    add(rest, 'rest');
    return found;
  };
}

/** The managers above someone, nearest first; a circle ends it. */
function lineOf(managers: ReadonlyMap<string, string>, memberId: string): string[] {
  const line: string[] = [];
  const seen = new Set([memberId]);
  for (let next = managers.get(memberId); next !== undefined && !seen.has(next); next = managers.get(next)) {
    seen.add(next);
    line.push(next);
  }
  return line;
}
