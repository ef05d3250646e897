import type { ReinstatementKind } from '../../../rules/removals/reinstate.ts';
import type { Transaction } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';
import { openStages } from '../../queries/reinstatements/sources.ts';
import type { GiveBackBatch } from './give-back.ts';
import { finishReinstatementItems, type OpenReinstatementItem } from './items.ts';

/** One kind of duty that comes back. */
interface Duty {
  action: `${string}.${string}`;
  object: string;
  /** gives back what is still the receiver's; `pairs`: rows v of (id, receiver, key). Returns rows of the ids that went back */
  giveBack(batch: GiveBackBatch, pairs: Prisma.Sql): Prisma.Sql;
}

const memberColumn = (column: 'manager_id' | 'sponsor_id') => (batch: GiveBackBatch, pairs: Prisma.Sql) =>
  Prisma.sql`
  UPDATE members x SET ${Prisma.raw(column)} = ${batch.memberId}::uuid FROM ${pairs}
  WHERE x.organization_id = ${batch.organization}::uuid AND x.id = v.id AND x.${Prisma.raw(column)} IS NOT DISTINCT FROM v.receiver
    AND x.status IN ('invited', 'active', 'suspended') RETURNING x.id`;

const approvals = ({ organization, removalId, memberId }: GiveBackBatch, pairs: Prisma.Sql) => Prisma.sql`
  WITH open AS MATERIALIZED (SELECT v.id, v.receiver, s.stage, s.added FROM ${pairs}
      JOIN approvals a ON a.organization_id = ${organization}::uuid AND a.id = v.id
      JOIN plan_items i ON i.organization_id = ${organization}::uuid AND i.removal_id = ${removalId}::uuid AND i.key = v.key
      CROSS JOIN LATERAL (${openStages}) s),
    gone AS (DELETE FROM approval_approvers p USING open WHERE p.organization_id = ${organization}::uuid AND p.approval_id = open.id AND p.stage = open.stage
      AND open.added AND p.member_id = open.receiver),
    back AS (INSERT INTO approval_approvers (organization_id, approval_id, stage, member_id)
      SELECT ${organization}::uuid, open.id, open.stage, ${memberId}::uuid FROM open ON CONFLICT DO NOTHING)
  SELECT DISTINCT id FROM open`;

const invitations = ({ organization, memberId }: GiveBackBatch, pairs: Prisma.Sql) => Prisma.sql`
  UPDATE invitations x SET inviter_id = CASE WHEN (v.before -> 'inviter')::boolean AND x.inviter_id = v.receiver THEN ${memberId}::uuid ELSE x.inviter_id END,
    sponsor_id = CASE WHEN (v.before -> 'sponsor')::boolean AND x.sponsor_id = v.receiver THEN ${memberId}::uuid ELSE x.sponsor_id END
  FROM ${pairs} WHERE x.organization_id = ${organization}::uuid AND x.id = v.id AND x.status IN ('awaiting_approval', 'sent')
    AND ((v.before -> 'inviter')::boolean AND x.inviter_id = v.receiver OR (v.before -> 'sponsor')::boolean AND x.sponsor_id = v.receiver) RETURNING x.id`;

const followUps = ({ organization, memberId }: GiveBackBatch, pairs: Prisma.Sql) => Prisma.sql`
  UPDATE follow_ups x SET owner_id = ${memberId}::uuid FROM ${pairs}
  WHERE x.organization_id = ${organization}::uuid AND x.id = v.id AND x.owner_id = v.receiver AND x.status = 'open' RETURNING x.id`;

/** All kinds of step `transfer` but those of resources. */
const duties: { readonly [K in ReinstatementKind]?: Duty } = {
  'approval-waiting': { action: 'approval.approver-replaced', object: 'approval', giveBack: approvals },
  'follow-up': { action: 'follow-up.transferred', object: 'follow-up', giveBack: followUps },
  'invitation-sent': { action: 'invitation.transferred', object: 'invitation', giveBack: invitations },
  'managed-member': { action: 'member.manager-changed', object: 'member', giveBack: memberColumn('manager_id') },
  'service-account': { action: 'member.sponsor-changed', object: 'member', giveBack: memberColumn('sponsor_id') },
  'sponsored-guest': { action: 'member.sponsor-changed', object: 'member', giveBack: memberColumn('sponsor_id') },
};

/** What else they answered for: guests, reports, approvals, invitations, follow-ups. */
export async function giveBackDuties(
  tx: Transaction,
  batch: GiveBackBatch,
  items: readonly OpenReinstatementItem[],
): Promise<void> {
  for (const [kind, duty] of Object.entries(duties)) {
    const own = items.filter((item) => item.kind === kind);
    if (own.length === 0) continue;
    const pairs = Prisma.sql`unnest(${own.map(({ objectId }) => objectId)}::uuid[], ${own.map(({ receiverId }) => receiverId)}::uuid[],
      ${own.map(({ key }) => key)}::text[], ${own.map(({ before }) => JSON.stringify(before))}::jsonb[]) AS v(id, receiver, key, before)`;
    const back = new Set((await tx.$queryRaw<{ id: string }[]>(duty.giveBack(batch, pairs))).map(({ id }) => id));
    const restored = own.filter(({ objectId }) => back.has(objectId));
    const kept = own.filter(({ objectId }) => !back.has(objectId)).map(({ key }) => key);
    await finishReinstatementItems(tx, batch, { restored: restored.map(({ key }) => key), kept });
    recordBack(batch, duty, restored);
  }
}

function recordBack(
  { memberId, reinstatementId, record }: GiveBackBatch,
  { action, object }: Duty,
  items: readonly OpenReinstatementItem[],
): void {
  for (let from = 0; from < items.length; from += 1000) {
    const passed = items
      .slice(from, from + 1000)
      .map(({ objectId, receiverId }) => ({ id: objectId, from: receiverId, to: memberId }));
    const [only] = passed;
    record({
      action,
      object,
      ...(passed.length === 1 && only !== undefined ? { objectId: only.id } : {}),
      after: { reinstatementId, passed },
      reason: 'reinstatement',
    });
  }
}
