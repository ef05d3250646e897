import type { Json } from '../../../rules/canonical-json.ts';
import type { ItemKind } from '../../../rules/removals/items.ts';
import type { Transaction } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';
import { finish, type OpenItem } from './items.ts';
import type { TransferBatch } from './transfer.ts';

/** One kind of duty that passes to someone else. */
interface Duty {
  action: `${string}.${string}`;
  object: string;
  /** what the item keeps for the undo */
  before(leaverId: string): { [name: string]: Json };
  /** passes all of the batch on, where it is still the leaver's; `pairs`: rows of (id, successor) */
  pass(batch: TransferBatch, pairs: Prisma.Sql): readonly Prisma.Sql[];
}

const memberColumn = (column: 'sponsor_id' | 'manager_id') => (batch: TransferBatch, pairs: Prisma.Sql) => [
  Prisma.sql`UPDATE members x SET ${Prisma.raw(column)} = v.successor FROM ${pairs}
    WHERE x.organization_id = ${batch.organization}::uuid AND x.id = v.id AND x.${Prisma.raw(column)} = ${batch.leaverId}::uuid`,
];

const organizationColumn =
  (column: 'custodian_id' | 'billing_contact_id') => (batch: TransferBatch, pairs: Prisma.Sql) => [
    Prisma.sql`UPDATE organizations x SET ${Prisma.raw(column)} = v.successor FROM ${pairs}
    WHERE x.id = ${batch.organization}::uuid AND x.id = v.id AND x.${Prisma.raw(column)} = ${batch.leaverId}::uuid`,
  ];

/**
 * In the stage that runs and in later ones, where they have not decided. No successor: others are there to decide. For the undo the item keeps which stages they
 * were, and to which of them the successor came.
 */
const approvals = ({ organization, removalId, leaverId }: TransferBatch, pairs: Prisma.Sql) => {
  const waiting = Prisma.sql`p.organization_id = ${organization}::uuid AND p.approval_id = v.id AND p.member_id = ${leaverId}::uuid
    AND EXISTS (SELECT FROM approvals a WHERE a.organization_id = p.organization_id AND a.id = p.approval_id AND a.status = 'pending' AND p.stage >= a.stage)
    AND NOT EXISTS (SELECT FROM approval_decisions d WHERE d.organization_id = p.organization_id AND d.approval_id = p.approval_id
      AND d.stage = p.stage AND d.member_id = p.member_id)`;
  return [
    Prisma.sql`UPDATE plan_items i SET before = s.stages FROM (
        SELECT p.approval_id AS id, jsonb_build_object('stages', jsonb_agg(p.stage ORDER BY p.stage), 'added', coalesce(jsonb_agg(p.stage ORDER BY p.stage)
          FILTER (WHERE v.successor IS NOT NULL AND NOT EXISTS (SELECT FROM approval_approvers o WHERE o.organization_id = p.organization_id
            AND o.approval_id = p.approval_id AND o.stage = p.stage AND o.member_id = v.successor)), '[]')) AS stages
        FROM approval_approvers p, ${pairs} WHERE ${waiting} GROUP BY p.approval_id) s
      WHERE i.organization_id = ${organization}::uuid AND i.removal_id = ${removalId}::uuid AND i.key = 'approval-waiting:' || s.id AND i.status = 'pending'`,
    Prisma.sql`INSERT INTO approval_approvers (organization_id, approval_id, stage, member_id)
      SELECT p.organization_id, p.approval_id, p.stage, v.successor FROM approval_approvers p, ${pairs}
      WHERE ${waiting} AND v.successor IS NOT NULL ON CONFLICT DO NOTHING`,
    Prisma.sql`DELETE FROM approval_approvers p USING ${pairs} WHERE ${waiting}`,
  ];
};

const invitations = ({ organization, leaverId }: TransferBatch, pairs: Prisma.Sql) => [
  Prisma.sql`UPDATE invitations x SET inviter_id = CASE x.inviter_id WHEN ${leaverId}::uuid THEN v.successor ELSE x.inviter_id END,
      sponsor_id = CASE x.sponsor_id WHEN ${leaverId}::uuid THEN v.successor ELSE x.sponsor_id END FROM ${pairs}
    WHERE x.organization_id = ${organization}::uuid AND x.id = v.id AND x.status IN ('awaiting_approval', 'sent')`,
];

const followUps = ({ organization, leaverId }: TransferBatch, pairs: Prisma.Sql) => [
  Prisma.sql`UPDATE follow_ups x SET owner_id = v.successor, reminded_at = NULL FROM ${pairs}
    WHERE x.organization_id = ${organization}::uuid AND x.id = v.id AND x.owner_id = ${leaverId}::uuid AND x.status = 'open'`,
];

/** All kinds of step `transfer` but those of resources. */
const duties: { readonly [K in ItemKind]?: Duty } = {
  'approval-waiting': {
    action: 'approval.approver-replaced',
    object: 'approval',
    before: (approverId) => ({ approverId }),
    pass: approvals,
  },
  'billing-contact': {
    action: 'organization.billing-contact-changed',
    object: 'organization',
    before: (billingContactId) => ({ billingContactId }),
    pass: organizationColumn('billing_contact_id'),
  },
  custodian: {
    action: 'organization.custodian-changed',
    object: 'organization',
    before: (custodianId) => ({ custodianId }),
    pass: organizationColumn('custodian_id'),
  },
  'follow-up': {
    action: 'follow-up.transferred',
    object: 'follow-up',
    before: (ownerId) => ({ ownerId }),
    pass: followUps,
  },
  'invitation-sent': {
    action: 'invitation.transferred',
    object: 'invitation',
    before: (memberId) => ({ memberId }),
    pass: invitations,
  },
  'managed-member': {
    action: 'member.manager-changed',
    object: 'member',
    before: (managerId) => ({ managerId }),
    pass: memberColumn('manager_id'),
  },
  'service-account': {
    action: 'member.sponsor-changed',
    object: 'member',
    before: (sponsorId) => ({ sponsorId }),
    pass: memberColumn('sponsor_id'),
  },
  'sponsored-guest': {
    action: 'member.sponsor-changed',
    object: 'member',
    before: (sponsorId) => ({ sponsorId }),
    pass: memberColumn('sponsor_id'),
  },
};

/** What else they answered for: guests, reports, approvals, invitations, follow-ups, the organization's contacts. Returns how many items were transferred. */
export async function transferDuties(
  tx: Transaction,
  batch: TransferBatch,
  items: readonly OpenItem[],
): Promise<number> {
  let done = 0;
  for (const [kind, duty] of Object.entries(duties)) {
    const own = items.filter((item) => item.kind === kind);
    if (own.length === 0) continue;
    const ids = own.map(({ objectId }) => objectId);
    const successors = own.map(({ successorId }) => successorId);
    const pairs = Prisma.sql`unnest(${ids}::uuid[], ${successors}::uuid[]) AS v(id, successor)`;
    for (const statement of duty.pass(batch, pairs)) await tx.$executeRaw(statement);
    await finish(tx, batch, own, { status: 'done', before: duty.before(batch.leaverId) });
    recordDuty(batch, duty, own);
    done += own.length;
  }
  return done;
}

function recordDuty({ leaverId, removalId, record }: TransferBatch, duty: Duty, items: readonly OpenItem[]): void {
  const to = items.map(({ objectId, successorId }) => ({ id: objectId, to: successorId }));
  for (let from = 0; from < to.length; from += 1000) {
    const some = to.slice(from, from + 1000);
    const [only] = some;
    record({
      action: duty.action,
      object: duty.object,
      ...(some.length === 1 && only !== undefined ? { objectId: only.id } : {}),
      before: duty.before(leaverId),
      after: { removalId, passed: some },
      reason: 'removal',
    });
  }
}
