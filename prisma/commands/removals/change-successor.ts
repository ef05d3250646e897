import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { type Choice, ineligibleForChoice } from '../../../rules/removals/successor.ts';
import { changing } from '../../change.ts';
import type { Database, Transaction } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';
import { candidatesAmong, settledAt } from '../../queries/removals/facts.ts';
import { once } from '../../receipt.ts';
import type { RemovalEffectInput } from './input.ts';
import { lockRemoval, mustBeOpen } from './lock.ts';

/**
 * Names a successor for one resource, a kind, or all that is left; the plan's open items follow at once, and so do the follow-ups that are open for them.
 * What is more nearly named stays: an item named itself before its kind, a kind before the rest.
 * @returns items: how many now go to this successor
 * @throws Failure successor-not-eligible, removal-ended, not-found
 */
export function changeSuccessor(
  db: Database,
  organization: string,
  actor: Actor,
  input: RemovalEffectInput & { choice: Choice },
): Promise<{ items: number }> {
  const { removalId, choice, now, receipt } = input;
  return changing(db, organization, actor, (tx, record) =>
    once(tx, organization, receipt, async () => {
      const removal = await lockRemoval(tx, organization, removalId);
      mustBeOpen(removal);
      const { memberId, leavingWith, effectiveAt } = removal;
      const candidates = await candidatesAmong(tx, organization, {
        leaving: [memberId, ...leavingWith],
        until: settledAt({ effectiveAt, now }),
        memberIds: [choice.successorId],
      });
      const successor = candidates.get(choice.successorId);
      const because = ineligibleForChoice(successor, choice);
      if (because !== null) throw new Failure('successor-not-eligible', { memberId: choice.successorId, because });
      await keepChoice(tx, organization, removalId, choice);
      const items = await follow(tx, organization, removalId, choice, successor?.kind === 'service_account');
      await asksAgain(tx, organization, removalId, choice.successorId);
      record({
        action: 'removal.successor-changed',
        object: 'removal',
        objectId: removalId,
        after: { ...choice, items },
      });
      return { items };
    }),
  );
}

/** Who declined it and is named for it all the same is asked again. */
async function asksAgain(tx: Transaction, organization: string, removalId: string, memberId: string): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM hand_over_declines d WHERE d.organization_id = ${organization}::uuid AND d.removal_id = ${removalId}::uuid
      AND d.member_id = ${memberId}::uuid AND (d.item_key = '*' OR EXISTS (SELECT FROM plan_items i WHERE i.organization_id = d.organization_id
        AND i.removal_id = d.removal_id AND i.key = d.item_key AND i.successor_id = d.member_id))`;
}

async function keepChoice(
  tx: Transaction,
  organizationId: string,
  removalId: string,
  { resourceId, kind, successorId }: Choice,
): Promise<void> {
  const choice = { organizationId, removalId, resourceId: resourceId ?? null, kind: kind ?? null };
  await tx.removalSuccessor.deleteMany({ where: choice });
  await tx.removalSuccessor.create({ data: { ...choice, successorId }, select: { id: true } });
}

/** Which items a choice is about, and by which rules they may have been given away before. */
function reach({ resourceId, kind }: Choice): { rule: string; items: Prisma.Sql } {
  if (resourceId !== undefined) {
    const items = Prisma.sql`(i.object_id = ${resourceId}::uuid AND i.kind IN ('resource-owner', 'resource-runs-as')
      OR i.facts ->> 'connectionId' = ${resourceId})`;
    return { rule: 'item', items };
  }
  if (kind !== undefined) {
    const items = Prisma.sql`i.successor_rule IS DISTINCT FROM 'item' AND (i.kind = ${kind} OR i.facts ->> 'resourceKind' = ${kind}
      OR (${kind} = 'connection' AND i.facts ? 'connectionId'))`;
    return { rule: 'kind', items };
  }
  return { rule: 'rest', items: Prisma.sql`coalesce(i.successor_rule, '') NOT IN ('item', 'kind')` };
}

/** Of items `i`: nobody sponsors or manages themselves, or decides on their own request. */
export const notTheirOwn = (successorId: string): Prisma.Sql => Prisma.sql`
      NOT (i.kind IN ('sponsored-guest', 'managed-member') AND i.object_id = ${successorId}::uuid)
      AND NOT (i.kind = 'approval-waiting' AND (
        EXISTS (SELECT FROM approvals a WHERE a.organization_id = i.organization_id AND a.id = i.object_id AND a.requested_by_id = ${successorId}::uuid)
        OR EXISTS (SELECT FROM approval_approvers p WHERE p.organization_id = i.organization_id AND p.approval_id = i.object_id
          AND p.member_id = ${successorId}::uuid)))`;

async function follow(
  tx: Transaction,
  organization: string,
  removalId: string,
  choice: Choice,
  toServiceAccount: boolean,
): Promise<number> {
  const { rule, items } = reach(choice);
  const { successorId } = choice;
  const changed = await tx.$executeRaw(Prisma.sql`
    UPDATE plan_items i SET successor_id = ${successorId}::uuid, successor_rule = ${rule}
    WHERE i.organization_id = ${organization}::uuid AND i.removal_id = ${removalId}::uuid AND i.status = 'pending'
      AND i.action IN ('transfer', 'rotate', 'revoke-upstream') AND ${items}
      AND (NOT ${toServiceAccount}::boolean OR i.kind = 'resource-runs-as')
      AND ${notTheirOwn(successorId)}`);
  await tx.$executeRaw`
    UPDATE follow_ups f SET owner_id = i.successor_id FROM plan_items i
    WHERE f.organization_id = ${organization}::uuid AND f.removal_id = ${removalId}::uuid AND f.status = 'open'
      AND i.organization_id = f.organization_id AND i.removal_id = f.removal_id AND i.key = f.item_key
      AND i.successor_id = ${successorId}::uuid AND f.owner_id <> i.successor_id`;
  return changed;
}
