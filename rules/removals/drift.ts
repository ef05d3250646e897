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

/** Why a person has to look at it: a secret, an admin right, a kind that the plan had none of, a successor by another rule, unlike what the plan had, or too many of them. */
export const driftReasons = ['secret', 'admin-right', 'new-kind', 'successor-changed', 'unlike', 'too-many'] as const;
export type DriftReason = (typeof driftReasons)[number];

/** `because`: why it waits; null: accepted by policy. */
export interface DriftVerdict {
  verdict: 'by-policy' | 'waits';
  because: DriftReason | null;
}

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
  const kinds = new Set([...agreed.likenesses].map((likeness) => likeness.split(' ')[0]));
  return new Map(
    found.map((drifted) => {
      const because = reasonFor(agreed, kinds, drifted) ?? (tooMany ? 'too-many' : null);
      const waits = because !== null && !isFleeting(drifted.item.kind);
      return [drifted.item.key, waits ? { verdict: 'waits', because } : { verdict: 'by-policy', because: null }];
    }),
  );
}

function reasonFor(
  { likenesses }: Agreed,
  kinds: ReadonlySet<string | undefined>,
  { item, changedRule }: Drifted,
): DriftReason | null {
  if (isSecret(item.kind)) return 'secret';
  if (isAdminRight(item.kind, item.facts)) return 'admin-right';
  if (!kinds.has(item.kind)) return 'new-kind';
  if (changedRule !== undefined && changedRule !== (item.successorRule ?? null)) return 'successor-changed';
  return likenesses.has(likenessOf(item)) ? null : 'unlike';
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
