import { type ItemFacts, type ItemKind, itemKinds, keyOf, type PlanItem, type Risk } from './items.ts';
import { riskOf } from './risk.ts';
import { isStillGood, successions } from './succession.ts';
import type { Ground, Heirloom, Succession } from './successor.ts';

/** One thing that the leaver holds, as it was found. */
export interface PlanFact extends Heirloom {
  facts: ItemFacts;
}

/** A successor that was planned before: kept while still eligible, so that planning again moves nothing without need. */
export type Planned = (key: string) => Succession | undefined;

/**
 * The planner: one item for each thing held, with what will happen to it and who gets it. Preview and run are this function on the same facts. Feed it in the
 * order of the items' keys, page by page if there are many.
 */
export function planner(ground: Ground, planned: Planned = () => undefined): (fact: PlanFact) => PlanItem {
  const succeed = successions(ground);
  return (fact) => {
    const { kind, objectId, facts } = fact;
    const { step, action } = itemKinds[kind];
    const key = keyOf(kind, objectId);
    const risk = riskOf(kind, facts);
    const item: PlanItem = { key, kind, step, action, objectId, risk, facts };
    if (action === 'revoke' || action === 'end') return item;
    const before = planned(key);
    const succession = before !== undefined && isStillGood(before, ground, fact) ? before : succeed(fact);
    if (succession !== null) {
      item.successorId = succession.successorId;
      item.successorRule = succession.rule;
    } else if (needsSuccessor(item)) item.risk = 'red';
    return item;
  };
}

/** Everything at once, in the order in which it is shown: red first. The order of the facts does not matter. */
export function planOf(ground: Ground, facts: readonly PlanFact[]): PlanItem[] {
  const inOrder = [...facts].sort((a, b) => compare(keyOf(a.kind, a.objectId), keyOf(b.kind, b.objectId)));
  const place = placing();
  const placed = inOrder.map(planner(ground)).map((item) => ({ item, position: place(item.risk) }));
  return placed.sort((a, b) => a.position - b.position).map(({ item }) => item);
}

/** Whether it can't be left without someone: a person may have no manager, and an approval may have other approvers. */
export function needsSuccessor({ kind, action, facts }: Pick<PlanItem, 'kind' | 'action' | 'facts'>): boolean {
  if (action === 'revoke' || action === 'end' || kind === 'managed-member') return false;
  return kind !== 'approval-waiting' || facts['others'] === 0;
}

export const isMissingSuccessor = (item: PlanItem): boolean => item.successorId === undefined && needsSuccessor(item);

const firstPlaces: { readonly [R in Risk]: number } = { red: 0, amber: 1_000_000_000, none: 2_000_000_000 };

/** Gives each item its place: red before amber before the rest, each in the order given. `taken`: how many each had before. */
export function placing(taken: { readonly [R in Risk]?: number } = {}): (risk: Risk) => number {
  const next = { red: taken.red ?? 0, amber: taken.amber ?? 0, none: taken.none ?? 0 };
  return (risk) => firstPlaces[risk] + next[risk]++;
}

/** Facts that change while nothing happens to the plan: shown, but no reason to ask the admin again. */
const passing: ReadonlySet<string> = new Set(['lastUsedAt', 'lastUsedFrom', 'lastUsedAgent', 'nextRunAt']);

/** What comes and goes by the minute and ends without a trace: shown and ended, but no part of what the admin agrees to. */
const fleeting: readonly ItemKind[] = ['session', 'bookmark'];

export const isFleeting = (kind: ItemKind): boolean => fleeting.includes(kind);

/**
 * The text of one item for the plan's hash: SHA-256 over `[`, the texts joined by `,` in the order of the keys, `]`. Places are no part of
 * it. Undefined: this item is no part of it.
 */
export function hashedText(item: PlanItem): string | undefined {
  if (isFleeting(item.kind)) return undefined;
  const facts: { [name: string]: ItemFacts[string] } = {};
  for (const name of Object.keys(item.facts).sort()) if (!passing.has(name)) facts[name] = item.facts[name] ?? null;
  const { action, key, kind, objectId, risk, step, successorId, successorRule } = item;
  // canonical JSON (RFC 8785), because the names are in order: canonicalJson for each of a hundred thousand costs more than all the rest of the plan
  return JSON.stringify({ action, facts, key, kind, objectId, risk, step, successorId, successorRule });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
