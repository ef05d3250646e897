import type { Actor } from '../../../rules/audit/entry.ts';
import { type Agreed, type Drifted, type DriftVerdict, judgeDrift, likenessOf } from '../../../rules/removals/drift.ts';
import { Failure } from '../../../rules/failures.ts';
import { keyOf, type PlanItem, type Risk, type SuccessorRule } from '../../../rules/removals/items.ts';
import { isMissingSuccessor, placing, planner } from '../../../rules/removals/plan.ts';
import type { Succession } from '../../../rules/removals/successor.ts';
import { changing } from '../../change.ts';
import type { Database, Transaction } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';
import { factsOf, groundOf } from '../../queries/removals/facts.ts';
import { once } from '../../receipt.ts';
import { leavingIn } from './choices.ts';
import type { RemovalEffectInput } from './input.ts';
import { insertItems } from './items.ts';
import { type LockedRemoval, lockRemoval, lockRunning, mustBeOpen } from './lock.ts';
import { mustHaveSuccessors } from './plan.ts';

/** `drifted`: items that are new or whose successor had to change. `kinds`: of those that wait for a person, comma-separated. */
export type Drift = { drifted: number; needsPerson: boolean; kinds: string };

/**
 * After the suspension: the plan is computed again, and each new item is judged by `rules/removals/drift.ts`. With `needsPerson` the caller blocks
 * the step with `plan-drifted` until `acceptDrift`; `transferBatch` refuses meanwhile.
 * @throws Failure no-successor (nothing is kept), removal-ended, wrong-state
 */
export function replan(
  db: Database,
  organization: string,
  actor: Actor,
  input: RemovalEffectInput,
  progress: (items: number) => void = () => undefined,
): Promise<Drift> {
  const { removalId, now, receipt } = input;
  return changing(db, organization, actor, (tx, record) =>
    once(tx, organization, receipt, async () => {
      const removal = await lockRunning(tx, organization, removalId);
      const found = await compare(tx, organization, removal, now, progress);
      const verdicts = judgeDrift(found.agreed, found.drifted);
      await keep(tx, organization, removalId, found, (key) => verdicts.get(key) ?? unjudged);
      const waiting = await tx.planItem.groupBy({
        by: ['kind'],
        where: { organizationId: organization, removalId, drift: 'waits', status: 'pending' },
        _count: true,
        orderBy: { kind: 'asc' },
      });
      const drift: Drift = {
        drifted: found.drifted.length,
        needsPerson: waiting.length > 0,
        kinds: waiting.map(({ kind }) => kind).join(', '),
      };
      record({ action: 'removal.replanned', object: 'removal', objectId: removalId, after: { ...drift } });
      return drift;
    }),
  );
}

/** Never by itself. */
const unjudged: DriftVerdict = { verdict: 'waits', because: 'unlike' };

interface Found {
  agreed: Agreed;
  /** places taken, by risk */
  taken: { [R in Risk]?: number };
  drifted: (Drifted & { item: PlanItem; isNew: boolean })[];
}

interface Planned extends Succession {
  status: string;
  risk: string;
}

async function compare(
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
  const found: Found = { agreed: { items, likenesses, driftPercent }, taken, drifted: [] };
  let page = new Map<string, Planned>();
  const plan = planner(ground.of(memberId), (key) => page.get(key));
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
      if (before === undefined) found.drifted.push({ item, isNew: true });
      else if (before.status === 'pending' && hasChanged(item, before))
        found.drifted.push({ item, isNew: false, changedRule: before.rule ?? null });
    }
    looked += facts.length;
    progress(looked);
  }
  mustHaveSuccessors(found.drifted.flatMap(({ item }) => (isMissingSuccessor(item) ? [item] : [])));
  return found;
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

/**
 * A person accepts what waits: these items, or all. What does not wait any more stays as it is. `left`: how many wait on.
 * @throws Failure not-found for a key that the plan has not; removal-ended
 */
export function acceptDrift(
  db: Database,
  organization: string,
  actor: Actor,
  input: RemovalEffectInput & { itemKeys?: readonly string[] | undefined },
): Promise<{ accepted: number; left: number }> {
  const { removalId, itemKeys, receipt } = input;
  return changing(db, organization, actor, (tx, record) =>
    once(tx, organization, receipt, async () => {
      mustBeOpen(await lockRemoval(tx, organization, removalId));
      const where = { organizationId: organization, removalId };
      if (itemKeys !== undefined) {
        const known = await tx.planItem.count({ where: { ...where, key: { in: [...itemKeys] } } });
        if (known < new Set(itemKeys).size) throw new Failure('not-found', { object: 'plan-item' });
      }
      const these = itemKeys === undefined ? Prisma.empty : Prisma.sql`AND key = ANY(${[...itemKeys]}::text[])`;
      const rows = await tx.$queryRaw<{ key: string }[]>`
        UPDATE plan_items SET drift = 'by-person' WHERE organization_id = ${organization}::uuid AND removal_id = ${removalId}::uuid AND drift = 'waits'
        ${these} RETURNING key`;
      const keys = rows.map(({ key }) => key).sort();
      for (let from = 0; from < keys.length; from += 1000)
        record({
          action: 'removal.drift-accepted',
          object: 'removal',
          objectId: removalId,
          after: { items: keys.slice(from, from + 1000) },
        });
      const left = await tx.planItem.count({ where: { ...where, drift: 'waits', status: 'pending' } });
      return { accepted: keys.length, left };
    }),
  );
}
