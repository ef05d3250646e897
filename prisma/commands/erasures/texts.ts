import type { Transaction } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';

/** Reasons that commands give, not people. */
const OWN_WORDS = ['cancelled', 'reinstated'];

/**
 * What was written about the person in this organization's own tables, or by them. Whose words are follows the audit, which keeps them under the same person's
 * key: what is said of a leaver is the leaver's, whoever said it; what is said about nobody is its author's. Signed certificates stay as they were signed.
 */
export async function eraseTexts(
  tx: Transaction,
  organizationId: string,
  { memberId, invitationIds }: { memberId: string; invitationIds: readonly string[] },
): Promise<void> {
  const org = Prisma.sql`${organizationId}::uuid`;
  const ofLeaver = Prisma.sql`SELECT id FROM removals WHERE organization_id = ${org} AND member_id = ${memberId}::uuid`;
  const ofReturner = Prisma.sql`SELECT id FROM reinstatements WHERE organization_id = ${org} AND member_id = ${memberId}::uuid`;
  const subjects = Prisma.sql`
    ${ofLeaver} UNION ALL ${ofReturner}
    UNION ALL SELECT id FROM erasures WHERE organization_id = ${org} AND member_id = ${memberId}::uuid
    UNION ALL SELECT unnest(${[...invitationIds]}::uuid[])
    UNION ALL SELECT id FROM follow_ups WHERE organization_id = ${org} AND removal_id IN (${ofLeaver})`;
  const approvals = Prisma.sql`SELECT id FROM approvals WHERE organization_id = ${org} AND subject_id IN (${subjects})`;
  await tx.$executeRaw`
    WITH noted AS (
      SELECT (regexp_matches(a.body, '"(?:noteId|reason|requestId)":"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"', 'g'))[1]::uuid AS id
      FROM audit_entries a WHERE a.organization_id = ${org}
        AND a.object_id IN (SELECT ${memberId}::uuid UNION ALL ${subjects} UNION ALL ${approvals}))
    UPDATE notes SET text = 'erased'
    WHERE organization_id = ${org} AND (author_id = ${memberId}::uuid OR id IN (SELECT id FROM noted))`;
  await tx.$executeRaw`
    UPDATE approval_decisions SET reason = 'erased'
    WHERE organization_id = ${org} AND (member_id = ${memberId}::uuid OR approval_id IN (${approvals}))`;
  for (const [table, of, its] of [
    ['removal_steps', 'removal_id', ofLeaver],
    ['plan_items', 'removal_id', ofLeaver],
    ['reinstatement_steps', 'reinstatement_id', ofReturner],
    ['reinstatement_items', 'reinstatement_id', ofReturner],
  ] as const)
    await tx.$executeRaw`
      UPDATE ${Prisma.raw(table)} SET reason = 'erased'
      WHERE organization_id = ${org} AND ${Prisma.raw(of)} IN (${its}) AND status = 'skipped' AND reason <> ALL(${OWN_WORDS}::text[])`;
  await tx.$executeRaw`
    UPDATE follow_ups SET attestation = CASE WHEN attestation IS NOT NULL THEN 'erased' END, evidence = NULL,
      reopened_because = CASE WHEN reopened_because IS NOT NULL THEN 'erased' END
    WHERE organization_id = ${org} AND removal_id IN (${ofLeaver})`;
  await tx.$executeRaw`
    UPDATE hand_over_offers SET reason = 'erased'
    WHERE organization_id = ${org} AND reason IS NOT NULL AND (successor_id = ${memberId}::uuid OR removal_id IN (${ofLeaver}))`;
  await tx.massRemoval.updateMany({ where: { organizationId, requestedById: memberId }, data: { reason: 'erased' } });
  await tx.breakerAllowance.updateMany({
    where: { organizationId, allowedById: memberId },
    data: { reason: 'erased' },
  });
}
