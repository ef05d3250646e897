import type { RefusedRun } from '../../../rules/access-changes/effects.ts';
import { Failure } from '../../../rules/failures.ts';
import type { PlanItem } from '../../../rules/removals/items.ts';
import { type PlanFact, planner } from '../../../rules/removals/plan.ts';
import type { Choice } from '../../../rules/removals/successor.ts';
import type { Record } from '../../change.ts';
import type { Transaction } from '../../client.ts';
import { type CommonGround, factsOf, groundOf } from '../../queries/removals/facts.ts';
import { mustBeEligible } from '../../queries/removals/preview.ts';
import { resources } from '../../queries/removals/sources/resources.ts';
import { handOver } from './hand-over.ts';

/** So much is handed over in one transaction; whoever has more transfers some of it first. */
export const mostAtOnce = 5000;

interface HandingOver {
  memberIds: readonly string[];
  successors: readonly Choice[];
  now: Date;
}

/**
 * The succession of a removal for what members who stay can't keep: the same rules, ground and planner. Nobody whose access is taken away receives anything; who is
 * chosen for a resource of their own keeps it.
 */
export function handingOver(
  tx: Transaction,
  record: Record,
  organization: string,
  { memberIds, successors, now }: HandingOver,
) {
  const keeps = (resourceId: string, memberId: string): boolean =>
    successors.some((choice) => choice.resourceId === resourceId && choice.successorId === memberId);
  const choices = successors.filter(
    ({ resourceId, successorId }) => resourceId === undefined || !memberIds.includes(successorId),
  );
  const leaving = { memberIds, choices, effectiveAt: now, now };
  const planners = new Map<string, (fact: PlanFact) => PlanItem>();
  let ground: CommonGround | undefined;
  let handed = 0;

  const plan = async (leaverId: string, facts: readonly PlanFact[]): Promise<PlanItem[]> => {
    const moving = facts.filter(({ objectId }) => !keeps(objectId, leaverId));
    if (moving.length === 0) return [];
    handed += moving.length;
    if (handed > mostAtOnce) throw new Failure('too-much-at-once', { items: handed, most: mostAtOnce });
    ground ??= await groundOf(tx, organization, leaving);
    const own = planners.get(leaverId) ?? planner(ground.of(leaverId));
    planners.set(leaverId, own);
    const items = moving.map(own);
    await handOver(tx, record, organization, { leaverId, items, now });
    return items;
  };
  const each = async (
    kind: 'resource-owner' | 'resource-runs-as',
    wanted: (fact: PlanFact, memberId: string) => boolean,
  ) => {
    const items: PlanItem[] = [];
    for (const memberId of memberIds) {
      const found = await held(tx, organization, { kind, memberId, now, wanted: (fact) => wanted(fact, memberId) });
      items.push(...(await plan(memberId, found)));
    }
    return items;
  };

  return {
    /** What they own and can't go on owning. @throws Failure successor-not-eligible, too-much-at-once */
    owned: async (cannotStay: (facts: { teamId: string | null }) => boolean): Promise<PlanItem[]> => {
      if (choices.length > 0) await mustBeEligible(tx, organization, leaving);
      return await each('resource-owner', ({ teamId = null }) => cannotStay({ teamId }));
    },
    /** What runs as them and would be refused. @throws Failure too-much-at-once */
    run: async (refused: readonly RefusedRun[]): Promise<PlanItem[]> => {
      if (refused.length === 0) return [];
      const keys = new Set(refused.map(({ automationId, memberId }) => `${automationId} ${memberId}`));
      return await each('resource-runs-as', ({ objectId }, memberId) => keys.has(`${objectId} ${memberId}`));
    },
  };
}

/** In the order of their ids, which is that of their keys. */
async function held(
  tx: Transaction,
  organization: string,
  {
    kind,
    memberId,
    now,
    wanted,
  }: {
    kind: 'resource-owner' | 'resource-runs-as';
    memberId: string;
    now: Date;
    wanted: (fact: PlanFact) => boolean;
  },
): Promise<PlanFact[]> {
  const source = resources(kind, kind === 'resource-owner' ? 'owner_id' : 'runs_as_id');
  const asked = { organization, leaverId: memberId, now, rotate: 'created' } as const;
  const found: PlanFact[] = [];
  for await (const page of factsOf(tx, asked, [source])) found.push(...page.filter(wanted));
  return found;
}
