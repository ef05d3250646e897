import { approversOf, type Candidates } from '../../../rules/approvals/approvers.ts';
import type { ApprovalStage } from '../../../rules/organizations/policy.ts';
import type { Transaction } from '../../client.ts';

/** The stages as they were kept with the approval. */
export function stagesOf(stored: unknown): readonly ApprovalStage[] {
  return stored as readonly ApprovalStage[];
}

/** Whom the policy names for a stage, before anyone is left out. */
export async function namedFor(
  tx: Transaction,
  organizationId: string,
  { approvers }: ApprovalStage,
  sponsorId: string | null,
): Promise<string[]> {
  if ('members' in approvers) return await existing(tx, organizationId, approvers.members);
  if ('sponsor' in approvers) return sponsorId === null ? [] : [sponsorId];
  if ('role' in approvers) return await adminsOf(tx, organizationId);
  const members = await tx.teamMember.findMany({
    where: { organizationId, teamId: approvers.teamId },
    select: { memberId: true },
  });
  return members.map(({ memberId }) => memberId);
}

async function existing(tx: Transaction, organizationId: string, ids: readonly string[]): Promise<string[]> {
  const members = await tx.member.findMany({ where: { organizationId, id: { in: [...ids] } }, select: { id: true } });
  return members.map(({ id }) => id);
}

/** Who is there now to decide: those assigned, the admins, the custodian, and which of them are active. */
export async function candidatesFor(
  tx: Transaction,
  organizationId: string,
  { assigned, requestedById }: Pick<Candidates, 'assigned' | 'requestedById'>,
): Promise<Candidates> {
  const { custodianId } = await tx.organization.findUniqueOrThrow({
    where: { id: organizationId },
    select: { custodianId: true },
  });
  const admins = await adminsOf(tx, organizationId);
  const asked = [...assigned, ...admins, ...(custodianId === null ? [] : [custodianId])];
  const active = await tx.member.findMany({
    where: { organizationId, id: { in: asked }, kind: 'person', status: 'active' },
    select: { id: true },
  });
  return {
    assigned,
    admins,
    custodianId: custodianId ?? '',
    requestedById,
    active: new Set(active.map(({ id }) => id)),
  };
}

async function adminsOf(tx: Transaction, organizationId: string): Promise<string[]> {
  const admins = await tx.member.findMany({
    where: { organizationId, kind: 'person', status: 'active', role: 'admin' },
    select: { id: true },
    orderBy: { id: 'asc' },
  });
  return admins.map(({ id }) => id);
}

/** Who may decide the stage that an approval is at, now. */
export async function decidersOf(
  tx: Transaction,
  organizationId: string,
  approval: { id: string; stage: number; stages: unknown; requestedById: string },
): Promise<{ deciders: string[]; candidates: Candidates }> {
  const rows = await tx.approvalApprover.findMany({
    where: { organizationId, approvalId: approval.id, stage: approval.stage },
    select: { memberId: true },
    orderBy: { memberId: 'asc' },
  });
  const assigned = rows.map(({ memberId }) => memberId);
  const candidates = await candidatesFor(tx, organizationId, { assigned, requestedById: approval.requestedById });
  const stage = stagesOf(approval.stages)[approval.stage];
  return { deciders: stage === undefined ? [] : approversOf(stage, candidates), candidates };
}
