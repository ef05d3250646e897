import type { ApprovalSubject } from '../../../rules/approvals/facts.ts';
import type { Json } from '../../../rules/canonical-json.ts';
import { type Database, inOrganization, type Transaction } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';
import type { ApprovalStatus, Decision, MemberKind } from '../../generated/enums.ts';
import { decidersOf, stagesOf } from './deciders.ts';
import { factsIn } from './facts.ts';

interface MemberRef {
  id: string;
  name: string;
  kind: MemberKind;
}
export interface ApprovalRow {
  id: string;
  subject: ApprovalSubject;
  subjectId: string;
  requestedBy: MemberRef;
  status: ApprovalStatus;
  /** index of the stage that decides now */
  stage: number;
  stages: {
    needed: number;
    approvers: MemberRef[];
    decisions: { member: MemberRef; decision: Decision; reason: string; at: Date }[];
  }[];
  /** what an approver decides on, as it is now */
  facts: { readonly [fact: string]: Json };
  factsHash: string;
  /** who may decide it now and has not; empty once it has ended */
  deciderIds: string[];
  createdAt: Date;
  deadline: Date;
  endedAt: Date | null;
}

const member = { select: { id: true, name: true, kind: true } } as const;
const shown = {
  requestedBy: member,
  approvers: { include: { member }, orderBy: { memberId: 'asc' } },
  decisions: { include: { member }, orderBy: { at: 'asc' } },
} as const satisfies Prisma.ApprovalInclude;

/** Newest first. `waitingFor`: only what this member may decide and has not. `after`: of the last row of the page before. */
export function listApprovals(
  db: Database,
  organization: string,
  filter: { status?: ApprovalStatus; waitingFor?: string; after?: { createdAt: Date; id: string }; limit: number },
): Promise<ApprovalRow[]> {
  return inOrganization(db, organization, async (tx) => {
    const ids = await idsOf(tx, organization, filter);
    const rows = await tx.approval.findMany({
      where: { organizationId: organization, id: { in: ids } },
      include: shown,
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    });
    const all: ApprovalRow[] = [];
    for (const row of rows) all.push(await rowOf(tx, row));
    return all;
  });
}

export function findApproval(db: Database, organization: string, approvalId: string): Promise<ApprovalRow | null> {
  return inOrganization(db, organization, async (tx) => {
    const where = { organizationId_id: { organizationId: organization, id: approvalId } };
    const row = await tx.approval.findUnique({ where, include: shown });
    return row === null ? null : await rowOf(tx, row);
  });
}

async function idsOf(
  tx: Transaction,
  organization: string,
  { status, waitingFor, after, limit }: Parameters<typeof listApprovals>[2],
): Promise<string[]> {
  const conditions = [
    Prisma.sql`a.organization_id = ${organization}::uuid`,
    ...(status === undefined ? [] : [Prisma.sql`a.status = ${status}::approval_status`]),
    ...(waitingFor === undefined ? [] : [waitsFor(waitingFor)]),
    ...(after === undefined ? [] : [Prisma.sql`(a.created_at, a.id) < (${after.createdAt}, ${after.id}::uuid)`]),
  ];
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT a.id FROM approvals a WHERE ${Prisma.join(conditions, ' AND ')}
    ORDER BY a.created_at DESC, a.id DESC LIMIT ${limit}`;
  return rows.map(({ id }) => id);
}

/** Assigned to the stage it is at, not the requester, and without a vote in it. Who came in place of someone who left is assigned at the next look. */
function waitsFor(memberId: string): Prisma.Sql {
  return Prisma.sql`a.status = 'pending' AND a.requested_by_id <> ${memberId}::uuid
    AND EXISTS (SELECT FROM approval_approvers p WHERE p.organization_id = a.organization_id AND p.approval_id = a.id
      AND p.stage = a.stage AND p.member_id = ${memberId}::uuid)
    AND NOT EXISTS (SELECT FROM approval_decisions d WHERE d.organization_id = a.organization_id AND d.approval_id = a.id
      AND d.stage = a.stage AND d.member_id = ${memberId}::uuid)`;
}

type Shown = Prisma.ApprovalGetPayload<{ include: typeof shown }>;

async function rowOf(tx: Transaction, approval: Shown): Promise<ApprovalRow> {
  const { organizationId, id, subjectId, status, stage, requestedBy, createdAt, deadline, endedAt } = approval;
  const subject = approval.subject as ApprovalSubject;
  const { facts, factsHash } = await factsIn(tx, organizationId, subject, subjectId);
  const { deciders } = status === 'pending' ? await decidersOf(tx, organizationId, approval) : { deciders: [] };
  const voted = approval.decisions.filter((vote) => vote.stage === stage && vote.factsHash === factsHash);
  const stages = stagesOf(approval.stages).map(({ needed }, index) => ({
    needed,
    approvers: approval.approvers.filter((row) => row.stage === index).map((row) => row.member),
    decisions: approval.decisions
      .filter((vote) => vote.stage === index)
      .map(({ member: by, decision, reason, at }) => ({ member: by, decision, reason, at })),
  }));
  return {
    id,
    subject,
    subjectId,
    requestedBy,
    status,
    stage,
    stages,
    facts,
    factsHash,
    deciderIds: deciders.filter((id) => !voted.some(({ memberId }) => memberId === id)),
    createdAt,
    deadline,
    endedAt,
  };
}
