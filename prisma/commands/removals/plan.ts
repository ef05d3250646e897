import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import type { PlanItem } from '../../../rules/removals/items.ts';
import { isMissingSuccessor, placing, planner } from '../../../rules/removals/plan.ts';
import { steps } from '../../../rules/removals/steps.ts';
import { changing } from '../../change.ts';
import type { Database, Transaction } from '../../client.ts';
import { factsOf, groundOf } from '../../queries/removals/facts.ts';
import { planHasher } from '../../queries/removals/hash.ts';
import { mustBeRemovable } from '../../queries/removals/preview.ts';
import { once } from '../../receipt.ts';
import { mustHaveRoom } from './breaker.ts';
import { leavingIn } from './choices.ts';
import type { RemovalEffectInput } from './input.ts';
import { insertItems } from './items.ts';
import { type LockedRemoval, lockRemoval } from './lock.ts';

/**
 * Draft → planned: the planner runs again on today's facts, page by page, writes the items (with their places, red first) and the steps, and compares
 * the hash with the one that the admin agreed to. `progress` is called after each page, with the items so far: for heartbeats.
 * @throws Failure plan-changed (nothing is kept), already-leaving, no-successor, breaker-tripped, wrong-state, not-found
 */
export function planRemoval(
  db: Database,
  organization: string,
  actor: Actor,
  input: RemovalEffectInput,
  progress: (items: number) => void = () => undefined,
): Promise<{ items: number; hash: string }> {
  const { removalId, now, receipt } = input;
  return changing(db, organization, actor, (tx, record) =>
    once(tx, organization, receipt, async () => {
      const removal = await lockRemoval(tx, organization, removalId);
      const { memberId, status, planHash, reason, leaveId } = removal;
      if (status !== 'draft') throw new Failure('wrong-state', { object: 'removal', state: status, needs: 'draft' });
      await mustBeRemovable(tx, organization, memberId);
      const plan = await writeItems(tx, organization, removal, now, progress);
      if (plan.hash !== planHash) throw new Failure('plan-changed', { expected: planHash, given: plan.hash });
      await mustHaveRoom(tx, organization, { removalId, now });
      await insertSteps(tx, organization, removalId, now);
      await tx.removal.update({
        where: { organizationId_id: { organizationId: organization, id: removalId } },
        data: { status: 'planned', startedAt: now },
        select: { id: true },
      });
      const { hash, items, kinds } = plan;
      record({
        action: 'removal.planned',
        object: 'removal',
        objectId: removalId,
        after: { memberId, planHash: hash, items, kinds, ...(leaveId === null ? {} : { leaveId }) },
        personal: [{ of: memberId, values: { reason } }],
      });
      return { items, hash };
    }),
  );
}

async function writeItems(
  tx: Transaction,
  organization: string,
  removal: LockedRemoval,
  now: Date,
  progress: (items: number) => void,
): Promise<{ hash: string; items: number; kinds: { [kind: string]: number } }> {
  const { id: removalId, memberId } = removal;
  const ground = await groundOf(tx, organization, await leavingIn(tx, organization, removal, now));
  const plan = planner(ground.of(memberId));
  const place = placing();
  const hasher = planHasher();
  const kinds: { [kind: string]: number } = {};
  const missing: PlanItem[] = [];
  let written = 0;
  const asked = { organization, leaverId: memberId, now, rotate: ground.policy.removals.rotate };
  for await (const facts of factsOf(tx, asked)) {
    const page = facts.map(plan);
    for (const item of page) {
      hasher.add(item);
      kinds[item.kind] = (kinds[item.kind] ?? 0) + 1;
      if (isMissingSuccessor(item)) missing.push(item);
    }
    await insertItems(
      tx,
      organization,
      removalId,
      page.map((item) => ({ ...item, position: place(item.risk) })),
    );
    written += page.length;
    progress(written);
  }
  mustHaveSuccessors(missing);
  return { hash: hasher.digest(), items: written, kinds };
}

/** @throws Failure no-successor */
export function mustHaveSuccessors(missing: readonly PlanItem[]): void {
  if (missing.length === 0) return;
  const kinds = [...new Set(missing.map(({ kind }) => kind))].sort().join(', ');
  throw new Failure('no-successor', { kind: kinds, items: missing.length });
}

/** Planning is done with this very transaction; `total` is what each step will have to do. */
async function insertSteps(tx: Transaction, organization: string, removalId: string, now: Date): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO removal_steps (organization_id, removal_id, step, position, status, started_at, ended_at, total)
    SELECT ${organization}::uuid, ${removalId}::uuid, s.name, s.position,
      (CASE s.name WHEN 'plan' THEN 'done' ELSE 'pending' END)::step_status,
      CASE s.name WHEN 'plan' THEN ${now}::timestamptz END, CASE s.name WHEN 'plan' THEN ${now}::timestamptz END,
      (SELECT count(*) FROM plan_items i WHERE i.organization_id = ${organization}::uuid AND i.removal_id = ${removalId}::uuid AND i.step = s.name)
    FROM unnest(${steps.map(({ name }) => name)}::text[]) WITH ORDINALITY AS s(name, position)`;
}
