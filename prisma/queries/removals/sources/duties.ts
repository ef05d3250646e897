import { Prisma } from '../../../generated/client.ts';
import { instant, type Row, type Source, source } from './source.ts';

export const approvals = source<
  Row & { subject: string; stage: number; deadline: string; requested_by_id: string; others: string[] }
>(
  'approval-waiting',
  'a.id',
  ({ organization, leaverId }) => Prisma.sql`
    SELECT a.id, a.subject, a.stage, a.deadline, a.requested_by_id,
      ARRAY(SELECT o.member_id FROM approval_approvers o WHERE o.organization_id = a.organization_id AND o.approval_id = a.id
        AND o.stage = a.stage AND o.member_id <> ${leaverId}::uuid ORDER BY 1) AS others
    FROM approvals a
    WHERE a.organization_id = ${organization}::uuid AND a.status = 'pending' AND EXISTS (
      SELECT FROM approval_approvers p WHERE p.organization_id = a.organization_id AND p.approval_id = a.id AND p.member_id = ${leaverId}::uuid
        AND p.stage >= a.stage AND NOT EXISTS (SELECT FROM approval_decisions d WHERE d.organization_id = p.organization_id
          AND d.approval_id = p.approval_id AND d.stage = p.stage AND d.member_id = p.member_id))`,
  ({ subject, stage, deadline, requested_by_id, others }) => ({
    facts: { subject, stage, others: others.length, deadline: instant(deadline) },
    excluded: [requested_by_id, ...others],
  }),
);

export const ofOrganization = (kind: 'billing-contact' | 'custodian', column: string): Source =>
  source(
    kind,
    'o.id',
    ({ organization, leaverId }) => Prisma.sql`
      SELECT o.id FROM organizations o WHERE o.id = ${organization}::uuid AND o.${Prisma.raw(column)} = ${leaverId}::uuid`,
    () => ({ facts: {} }),
  );

export const followUps = source<Row & { kind: string; due_at: string }>(
  'follow-up',
  'f.id',
  ({ organization, leaverId }) => Prisma.sql`
    SELECT f.id, f.kind, f.due_at FROM follow_ups f
    WHERE f.organization_id = ${organization}::uuid AND f.owner_id = ${leaverId}::uuid AND f.status = 'open'`,
  ({ kind, due_at }) => ({ facts: { followUp: kind, dueAt: instant(due_at) } }),
);

export const invitations = source<Row & { inviter: boolean; sponsor: boolean }>(
  'invitation-sent',
  'i.id',
  ({ organization, leaverId }) => Prisma.sql`
    SELECT i.id, i.inviter_id = ${leaverId}::uuid AS inviter, coalesce(i.sponsor_id = ${leaverId}::uuid, false) AS sponsor FROM invitations i
    WHERE i.organization_id = ${organization}::uuid AND i.status IN ('awaiting_approval', 'sent')
      AND (i.inviter_id = ${leaverId}::uuid OR i.sponsor_id = ${leaverId}::uuid)`,
  ({ inviter, sponsor }) => ({ facts: { inviter, sponsor } }),
);

/** Whom they answer for: people and service accounts apart. */
export const members = (
  kind: 'managed-member' | 'sponsored-guest' | 'service-account',
  column: 'manager_id' | 'sponsor_id',
): Source =>
  source<Row & { status: string; ends_at: string | null }>(
    kind,
    'm.id',
    ({ organization, leaverId }) => Prisma.sql`
      SELECT m.id, m.status::text, m.ends_at FROM members m
      WHERE m.organization_id = ${organization}::uuid AND m.${Prisma.raw(column)} = ${leaverId}::uuid
        AND m.kind = ${kind === 'service-account' ? 'service_account' : 'person'}::member_kind AND m.status IN ('invited', 'active', 'suspended')`,
    ({ id, status, ends_at }) => ({ facts: { status, endsAt: instant(ends_at) }, excluded: [id] }),
  );
