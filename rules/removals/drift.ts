import type { ItemFacts, ItemKind, PlanItem, Risk, SuccessorRule } from './items.ts';
import { isFleeting } from './plan.ts';

/** What the plan held that the admin agreed to. */
export interface Agreed {
  /** number of its items */
  items: number;
  /** `likenessOf` each */
  likenesses: ReadonlySet<string>;
  /** policy: removals.driftPercent */
  driftPercent: number;
}

/** An item that was not in the plan, or whose successor had to change (`changedRule`: the rule that had chosen before). */
export interface Drifted {
  item: Pick<PlanItem, 'key' | 'kind' | 'risk' | 'facts' | 'successorRule'>;
  changedRule?: SuccessorRule | null;
}

export type DriftVerdict = 'by-policy' | 'waits';

/** Two items are alike when kind, risk and the rule that chose the successor are the same. */
export function likenessOf(item: { kind: ItemKind; risk: Risk; successorRule?: SuccessorRule | null }): string {
  return `${item.kind} ${item.risk} ${item.successorRule ?? 'none'}`;
}

/**
 * Judges what was found after the suspension, item by item (design, Removal, 3): accepted by policy when the plan had its like; it waits for a person
 * when it is of a new kind, a secret, an admin right, or when there are more of them than the policy's share of the plan.
 */
export function judgeDrift(agreed: Agreed, found: readonly Drifted[]): Map<string, DriftVerdict> {
  const counted = found.filter(({ item }) => !isFleeting(item.kind));
  const tooMany = counted.length * 100 > agreed.items * agreed.driftPercent;
  return new Map(
    found.map(({ item, changedRule }) => {
      if (isFleeting(item.kind)) return [item.key, 'by-policy'];
      const alike = agreed.likenesses.has(likenessOf(item));
      const sameRule = changedRule === undefined || changedRule === (item.successorRule ?? null);
      const waits = tooMany || !alike || !sameRule || isSecret(item.kind) || isAdminRight(item.kind, item.facts);
      return [item.key, waits ? 'waits' : 'by-policy'];
    }),
  );
}

const secretKinds: readonly ItemKind[] = [
  'api-key',
  'service-account-key',
  'connection-secret',
  'webhook-secret',
  'grant',
];

function isSecret(kind: ItemKind): boolean {
  return secretKinds.includes(kind);
}

function isAdminRight(kind: ItemKind, facts: ItemFacts): boolean {
  if (kind === 'custodian' || kind === 'billing-contact') return true;
  return (
    (kind === 'share' && facts['level'] === 'manage') || (kind === 'team-membership' && facts['role'] === 'maintainer')
  );
}
