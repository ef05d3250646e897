import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { isMissingSuccessor } from '../../../rules/removals/plan.ts';
import { changing } from '../../change.ts';
import type { Database } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';
import { once } from '../../receipt.ts';
import { compare, keepAnswered, keepJudged } from './compare.ts';
import type { RemovalEffectInput } from './input.ts';
import { lockRemoval, lockRunning, mustBeOpen } from './lock.ts';
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
      const missing = [...found.answered, ...found.drifted.map(({ item }) => item)].filter(isMissingSuccessor);
      mustHaveSuccessors(missing);
      await keepAnswered(tx, organization, removalId, found.answered);
      await keepJudged(tx, organization, removalId, found);
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
