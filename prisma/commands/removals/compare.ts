import { type Agreed, type Drifted, type DriftVerdict, judgeDrift, likenessOf } from '../../../rules/removals/drift.ts';
import { keyOf, type PlanItem, type Risk, type SuccessorRule } from '../../../rules/removals/items.ts';
import { placing, planner } from '../../../rules/removals/plan.ts';
import { everything, type Ground, type Succession } from '../../../rules/removals/successor.ts';
import type { Transaction } from '../../client.ts';
import { factsOf, groundOf } from '../../queries/removals/facts.ts';
import { leavingIn } from './choices.ts';
import { insertItems } from './items.ts';
import type { LockedRemoval } from './lock.ts';

/** What today's plan has otherwise than the one that is kept. */
export interface Found {
  agreed: Agreed;
  /** places taken, by risk */
  taken: { [R in Risk]?: number };
  drifted: (Drifted & { item: PlanItem; isNew: boolean; isMoved: boolean })[];
  /** whose successor declined it: that it goes to another one is no surprise */
  answered: PlanItem[];
}

interface Planned extends Succession {
  status: string;
  risk: string;
}

/** Plans again by the same planner, keeping each successor who is still good and has not declined. Whose offer nobody answered, where policy has the custodian receive it then, goes there. */
export async function compare(
  tx: Transaction,
  organization: string,
  removal: LockedRemoval,
  now: Date,
  progress: (items: number) => void,
): Promise<Found> {
  const { id: removalId, memberId } = removal;
  const ground = await groundOf(tx, organization, await leavingIn(tx, organization, removal, now));
  const { rotate, driftPercent } = ground.policy.removals;
  const { likenesses, items, taken } = await agreedIn(tx, organization, removalId);
  const found: Found = { agreed: { items, likenesses, driftPercent }, taken, drifted: [], answered: [] };
  let page = new Map<string, Planned>();
  const { declined, custodianId, ...own } = ground.of(memberId);
  const silent = await silentIn(tx, organization, removalId);
  const plan = planner({ ...own, declined, custodianId }, (key) => {
    const before = page.get(key);
    const bySilence = before !== undefined && custodianId !== null && silent.has(before.successorId);
    return bySilence ? { successorId: custodianId, rule: 'custodian' } : before;
  });
  let looked = 0;
  for await (const facts of factsOf(tx, { organization, leaverId: memberId, now, rotate })) {
    page = await plannedIn(
      tx,
      organization,
      removalId,
      facts.map(({ kind, objectId }) => keyOf(kind, objectId)),
    );
    for (const item of facts.map(plan)) {
      const before = page.get(item.key);
      if (before === undefined) found.drifted.push({ item, isNew: true, isMoved: false });
      else if (before.status !== 'pending' || !hasChanged(item, before)) continue;
      else if (hasDeclined(declined, before, item.key)) found.answered.push(item);
      else
        found.drifted.push({
          item,
          isNew: false,
          isMoved: (item.successorId ?? null) !== before.successorId,
          changedRule: before.rule ?? null,
        });
    }
    looked += facts.length;
    progress(looked);
  }
  return found;
}

/** The custodian is the last resort, and can't. */
function hasDeclined(declined: Ground['declined'], { successorId, rule }: Planned, key: string): boolean {
  const theirs = rule === 'custodian' ? undefined : declined.get(successorId);
  return theirs !== undefined && (theirs.has(everything) || theirs.has(key));
}

/** Who said nothing, and policy takes that for no. */
async function silentIn(tx: Transaction, organizationId: string, removalId: string): Promise<Set<string>> {
  const where = { organizationId, removalId, status: 'declined', bySilence: true } as const;
  const rows = await tx.handOverOffer.findMany({ where, select: { successorId: true } });
  return new Set(rows.map(({ successorId }) => successorId));
}

function hasChanged(item: PlanItem, before: Planned): boolean {
  return (item.successorId ?? null) !== before.successorId || (item.risk === 'red' && before.risk !== 'red');
}

async function plannedIn(
  tx: Transaction,
  organization: string,
  removalId: string,
  keys: readonly string[],
): Promise<Map<string, Planned>> {
  const rows = await tx.$queryRaw<(Planned & { key: string })[]>`
    SELECT key, status::text, risk, successor_id AS "successorId", successor_rule AS rule FROM plan_items
    WHERE organization_id = ${organization}::uuid AND removal_id = ${removalId}::uuid AND key = ANY(${keys}::text[])`;
  return new Map(rows.map((row) => [row.key, row]));
}

/** What the admin agreed to: all that was not found later. */
async function agreedIn(
  tx: Transaction,
  organization: string,
  removalId: string,
): Promise<{ items: number; likenesses: Set<string>; taken: { [R in Risk]?: number } }> {
  const groups = await tx.$queryRaw<
    { kind: PlanItem['kind']; risk: Risk; rule: SuccessorRule | null; late: boolean; items: number }[]
  >`
    SELECT kind, risk, successor_rule AS rule, drift IS NOT NULL AS late, count(*)::int AS items FROM plan_items
    WHERE organization_id = ${organization}::uuid AND removal_id = ${removalId}::uuid GROUP BY 1, 2, 3, 4`;
  const taken: { [R in Risk]?: number } = {};
  for (const { risk, items } of groups) taken[risk] = (taken[risk] ?? 0) + items;
  const first = groups.filter(({ late }) => !late);
  return {
    items: first.reduce((sum, { items }) => sum + items, 0),
    likenesses: new Set(first.map(({ kind, risk, rule }) => likenessOf({ kind, risk, successorRule: rule }))),
    taken,
  };
}

/** Keeps what was found, with what is made of each item. */
export async function keepJudged(
  tx: Transaction,
  organization: string,
  removalId: string,
  found: Found,
): Promise<void> {
  const verdicts = judgeDrift(found.agreed, found.drifted);
  await keep(tx, organization, removalId, found, (key) => verdicts.get(key) ?? unjudged);
}

/** Never by itself. */
const unjudged: DriftVerdict = { verdict: 'waits', because: 'unlike' };

/** They go to whom they go now, and nobody is asked about that: it was answered. */
export async function keepAnswered(
  tx: Transaction,
  organization: string,
  removalId: string,
  items: readonly PlanItem[],
): Promise<void> {
  if (items.length === 0) return;
  await tx.$executeRaw`
    UPDATE plan_items i SET successor_id = v.successor, successor_rule = v.rule
    FROM unnest(${items.map(({ key }) => key)}::text[], ${items.map(({ successorId }) => successorId ?? null)}::uuid[],
      ${items.map(({ successorRule }) => successorRule ?? null)}::text[]) AS v(key, successor, rule)
    WHERE i.organization_id = ${organization}::uuid AND i.removal_id = ${removalId}::uuid AND i.key = v.key`;
}

async function keep(
  tx: Transaction,
  organization: string,
  removalId: string,
  { drifted, taken }: Found,
  verdictOf: (key: string) => DriftVerdict,
): Promise<void> {
  const place = placing(taken);
  const items = drifted.map(({ item, isNew }) => {
    const { verdict, because } = verdictOf(item.key);
    return { ...item, position: place(item.risk), drift: verdict, driftBecause: because, isNew };
  });
  const fresh = items.filter(({ isNew }) => isNew);
  const changed = items.filter(({ isNew }) => !isNew);
  await insertItems(tx, organization, removalId, fresh);
  await tx.$executeRaw`
    UPDATE plan_items i SET successor_id = v.successor, successor_rule = v.rule, risk = v.risk, position = v.position, drift = v.drift, drift_because = v.because, facts = v.facts
    FROM unnest(${changed.map(({ key }) => key)}::text[], ${changed.map(({ successorId }) => successorId ?? null)}::uuid[],
      ${changed.map(({ successorRule }) => successorRule ?? null)}::text[], ${changed.map(({ risk }) => risk)}::text[],
      ${changed.map(({ position }) => position)}::int[], ${changed.map(({ drift }) => drift)}::text[],
      ${changed.map(({ driftBecause }) => driftBecause)}::text[], ${changed.map(({ facts }) => JSON.stringify(facts))}::jsonb[])
      AS v(key, successor, rule, risk, position, drift, because, facts)
    WHERE i.organization_id = ${organization}::uuid AND i.removal_id = ${removalId}::uuid AND i.key = v.key`;
  await tx.$executeRaw`
    UPDATE removal_steps s SET total = s.total + v.items
    FROM (SELECT step, count(*)::int AS items FROM unnest(${fresh.map(({ step }) => step)}::text[]) AS u(step) GROUP BY step) v
    WHERE s.organization_id = ${organization}::uuid AND s.removal_id = ${removalId}::uuid AND s.step = v.step`;
}
