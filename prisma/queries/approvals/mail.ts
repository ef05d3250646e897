import { type Database, inOrganization, type Transaction } from '../../client.ts';
import { decidersOf } from './deciders.ts';

/** Who or what is to be approved. */
export type About =
  | {
      subject: 'invitation';
      name: string | null;
      email: string;
      relationship: string;
      role: string;
      reason: string | null;
    }
  | { subject: 'erasure'; name: string; reason: string }
  | { subject: 'mass-removal'; people: number; forCause: boolean; effectiveAt: Date; reason: string };

export interface ApprovalMail {
  requesterName: string;
  organizationName: string;
  about: About;
  createdAt: Date;
  deadline: Date;
  /** who may decide now and has not */
  to: { memberId: string; name: string; email: string }[];
}

/** Whom to ask to decide, and what about; null when the stage is over: then there is nobody to ask. */
export function approvalMail(
  db: Database,
  organization: string,
  { approvalId, stage }: { approvalId: string; stage: number },
): Promise<ApprovalMail | null> {
  return inOrganization(db, organization, async (tx) => {
    const approval = await tx.approval.findUnique({
      where: { organizationId_id: { organizationId: organization, id: approvalId } },
      include: { requestedBy: { select: { name: true } }, decisions: { where: { stage } } },
    });
    if (approval?.status !== 'pending' || approval.stage !== stage) return null;
    const { name: organizationName } = await tx.organization.findUniqueOrThrow({
      where: { id: organization },
      select: { name: true },
    });
    const { deciders } = await decidersOf(tx, organization, approval);
    const voted = new Set(approval.decisions.map(({ memberId }) => memberId));
    const members = await tx.member.findMany({
      where: { organizationId: organization, id: { in: deciders.filter((id) => !voted.has(id)) } },
      select: { id: true, name: true, email: true },
      orderBy: { id: 'asc' },
    });
    const { createdAt, deadline, requestedBy } = approval;
    return {
      requesterName: requestedBy.name,
      organizationName,
      about: await aboutIn(tx, organization, approval),
      createdAt,
      deadline,
      to: members.flatMap(({ id, name, email }) => (email === null ? [] : [{ memberId: id, name, email }])),
    };
  });
}

async function aboutIn(
  tx: Transaction,
  organizationId: string,
  { subject, subjectId: id }: { subject: string; subjectId: string },
): Promise<About> {
  const where = { organizationId_id: { organizationId, id } };
  if (subject === 'erasure') {
    const { member, reason } = await tx.erasure.findUniqueOrThrow({
      where,
      include: { member: { select: { name: true } } },
    });
    return { subject, name: member.name, reason };
  }
  if (subject === 'mass-removal') {
    const { _count, forCause, effectiveAt, reason } = await tx.massRemoval.findUniqueOrThrow({
      where,
      include: { _count: { select: { removals: true } } },
    });
    return { subject, people: _count.removals, forCause, effectiveAt, reason };
  }
  const select = { name: true, email: true, relationship: true, role: true, reason: true };
  return { subject: 'invitation', ...(await tx.invitation.findUniqueOrThrow({ where, select })) };
}
