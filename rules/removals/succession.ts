import type { SuccessorRule } from './items.ts';
import { keyOf } from './items.ts';
import {
  type Choice,
  everything,
  type Ground,
  type Heirloom,
  type Ineligible,
  ineligible,
  type Succession,
} from './successor.ts';

/** Whom one rule names for something, in the rule's order. */
interface Named {
  rule: SuccessorRule;
  members: readonly string[];
}

/** Why a member whom an earlier rule named does not receive it; without a member: the rule names nobody. */
export interface PassedOver {
  rule: SuccessorRule;
  memberId: string | null;
  because: Ineligible | 'declined' | 'nobody';
}

/** How a successor was found: who came before and why not; `among`: how many could have received it by the rule that chose. */
export interface Explanation {
  passedOver: PassedOver[];
  among: number;
}

/**
 * Who receives what, by the first rule that names someone eligible: the admin's choice for this item, for its kind, for all that is left; for what rests
 * on a connection its owner; a maintainer of the resource's team, the one who got least so far; the nearest manager up the line; the custodian.
 * Owner and runs-as of one resource, and a schedule and its target, go to the same maintainer. Ask in the order of the items' keys: then the same facts give the same answers.
 */
export function successions(ground: Ground): (heirloom: Heirloom) => Succession | null {
  const named = naming(ground);
  const load = new Map<string, number>();
  const byTeam = new Map<string, string>();

  const ofTeam = (able: readonly string[], heirloom: Heirloom): string | undefined => {
    const [first, ...others] = able;
    if (first === undefined || others.length === 0) return first;
    const group = heirloom.belongsWith ?? heirloom.resourceId ?? '';
    const before = byTeam.get(group);
    if (before !== undefined && able.includes(before)) return before;
    const chosen = others.reduce((least, id) => (loadOf(load, id) < loadOf(load, least) ? id : least), first);
    if (group !== '') byTeam.set(group, chosen);
    return chosen;
  };

  return (heirloom) => {
    for (const { rule, members } of named(heirloom)) {
      const able = ableAmong(members, ground, heirloom, rule);
      const successorId = rule === 'team' ? ofTeam(able, heirloom) : able[0];
      if (successorId === undefined) continue;
      load.set(successorId, loadOf(load, successorId) + 1);
      return { successorId, rule };
    }
    return null;
  };
}

function ableAmong(members: readonly string[], ground: Ground, heirloom: Heirloom, rule: SuccessorRule): string[] {
  return members.filter((id) => refusalOf(ground, id, heirloom, rule) === null);
}

/** Why the rules before the one that chose chose nobody, in their order. Of what nobody receives: why none did. */
export function explanations(ground: Ground): (heirloom: Heirloom, chosen: Succession | null) => Explanation {
  const named = naming(ground);
  return (heirloom, chosen) => {
    const passedOver: PassedOver[] = [];
    for (const { rule, members } of named(heirloom)) {
      const refusals = members.map((memberId) => ({ memberId, because: refusalOf(ground, memberId, heirloom, rule) }));
      if (rule === chosen?.rule && members.includes(chosen.successorId)) {
        const among = refusals.filter(({ because }) => because === null).length;
        return { passedOver, among };
      }
      if (members.length === 0) passedOver.push({ rule, memberId: null, because: 'nobody' });
      for (const { memberId, because } of refusals) if (because !== null) passedOver.push({ rule, memberId, because });
    }
    return { passedOver, among: chosen === null ? 0 : 1 };
  };
}

/** Whether a successor that was planned before can still receive it. */
export function isStillGood({ successorId, rule }: Succession, ground: Ground, heirloom: Heirloom): boolean {
  return refusalOf(ground, successorId, heirloom, rule) === null;
}

/** The custodian is the last resort and can't decline. */
function refusalOf(
  ground: Ground,
  memberId: string,
  heirloom: Heirloom,
  rule: SuccessorRule,
): Ineligible | 'declined' | null {
  const because = ineligible(ground.candidates.get(memberId), heirloom);
  if (because !== null || rule === 'custodian' || ground.declined.size === 0) return because;
  const declined = ground.declined.get(memberId);
  if (declined === undefined) return null;
  return declined.has(everything) || declined.has(keyOf(heirloom.kind, heirloom.objectId)) ? 'declined' : null;
}

/** The rules in their order, with whom each names for something. */
function naming(ground: Ground): (heirloom: Heirloom) => Named[] {
  const chosen = choicesBy(ground.choices);
  const manager: Named = { rule: 'manager', members: lineOf(ground.managers, ground.leaverId) };
  const last = custodianAfter(ground);
  const custodian: Named = { rule: 'custodian', members: last === null ? [] : [last] };
  const teams = new Map<string, Named>();
  const team = (teamId: string): Named => {
    const known = teams.get(teamId);
    if (known !== undefined) return known;
    const named: Named = { rule: 'team', members: inTurn(ground.maintainers.get(teamId) ?? [], ground.leaverId) };
    teams.set(teamId, named);
    return named;
  };
  return (heirloom) => {
    const { ownerId, teamId } = heirloom;
    const named = chosen(heirloom);
    if (typeof ownerId === 'string') named.push({ rule: 'owner', members: [ownerId] });
    if (typeof teamId === 'string') named.push(team(teamId));
    named.push(manager, custodian);
    return named;
  };
}

/**
 * Equals in the order in which they are asked, another one for each leaver: of many who leave together, each with little, not all goes to the same maintainer.
 * It depends on nothing but the two, so that a plan does not depend on which others were planned before it.
 */
function inTurn(members: readonly string[], leaverId: string): string[] {
  const rank = new Map(members.map((id) => [id, mixed(`${leaverId} ${id}`)]));
  return [...members].sort((a, b) => (rank.get(a) ?? 0) - (rank.get(b) ?? 0) || (a < b ? -1 : 1));
}

/** FNV-1a, 32 bits. */
function mixed(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}

const loadOf = (load: ReadonlyMap<string, number>, id: string): number => load.get(id) ?? 0;

/** The custodian; where they are leaving too: whom the admin names for that, else the nearest manager up their line. */
function custodianAfter(ground: Ground): string | null {
  const { custodianId, candidates, managers } = ground;
  const can = (id: string | null | undefined): id is string =>
    typeof id === 'string' && ineligible(candidates.get(id), { kind: 'custodian' }) === null;
  if (custodianId === null || can(custodianId)) return custodianId;
  const named = choicesBy(ground.choices)({ kind: 'custodian', objectId: '' }).flatMap(({ members }) => members);
  return [...named, ...lineOf(managers, custodianId)].find(can) ?? null;
}

function choicesBy(choices: readonly Choice[]): (heirloom: Heirloom) => Named[] {
  const items = new Map<string, string>();
  const kinds = new Map<string, string>();
  let rest: string | undefined;
  for (const { resourceId, kind, successorId } of choices) {
    if (resourceId !== undefined) items.set(resourceId, successorId);
    else if (kind !== undefined) kinds.set(kind, successorId);
    else rest = successorId;
  }
  if (choices.length === 0) return () => [];
  return ({ kind, resourceId, resourceKind }) => {
    const found: Named[] = [];
    const add = (choice: string | undefined, rule: SuccessorRule) => {
      if (choice !== undefined) found.push({ rule, members: [choice] });
    };
    if (resourceId !== undefined) add(items.get(resourceId), 'item');
    add(kinds.get(kind), 'kind');
    if (resourceKind !== undefined) add(kinds.get(resourceKind), 'kind');
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
