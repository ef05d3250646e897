import type { FollowUpStatus } from '../../generated/enums.ts';
import { type Database, inOrganization, type Transaction } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';

export interface FollowUpRow {
  id: string;
  removalId: string;
  itemKey: string;
  /** `renew-grant` | `revoke-grant` | `rotate-upstream-secret` */
  kind: string;
  provider: string | null;
  /** the provider's own page for it */
  page: string | null;
  connectionId: string;
  connectionName: string;
  leaverId: string;
  leaverName: string;
  /** its removal still goes on, and can be told */
  removalRuns: boolean;
  ownerId: string;
  ownerName: string;
  status: FollowUpStatus;
  createdAt: Date;
  dueAt: Date;
  reminders: number;
  remindedAt: Date | null;
  escalatedAt: Date | null;
  escalations: number;
  reopenedAt: Date | null;
  reopenedBecause: string | null;
  attestedById: string | null;
  attestation: string | null;
  evidence: string | null;
  endedAt: Date | null;
  files: EvidenceFileRow[];
}

export interface EvidenceFileRow {
  id: string;
  name: string;
  mediaType: string;
  /** bytes */
  size: number;
  sha256: string;
  uploadedAt: Date;
  /** the content was destroyed, because the leaver was erased */
  gone: boolean;
}

export interface FollowUpFilter {
  removalId?: string;
  ownerId?: string;
  status?: FollowUpStatus;
  /** of the last row of the page before */
  after?: { dueAt: Date; id: string };
  limit: number;
}

/** Earliest due first. */
export function listFollowUps(db: Database, organization: string, filter: FollowUpFilter): Promise<FollowUpRow[]> {
  const { removalId, ownerId, status, after, limit } = filter;
  return inOrganization(db, organization, async (tx) => {
    const rows = await tx.$queryRaw<FollowUpRow[]>(Prisma.sql`${select(organization)}
      ${removalId === undefined ? Prisma.empty : Prisma.sql`AND f.removal_id = ${removalId}::uuid`}
      ${ownerId === undefined ? Prisma.empty : Prisma.sql`AND f.owner_id = ${ownerId}::uuid`}
      ${status === undefined ? Prisma.empty : Prisma.sql`AND f.status = ${status}::follow_up_status`}
      ${after === undefined ? Prisma.empty : Prisma.sql`AND (f.due_at, f.id) > (${after.dueAt}, ${after.id}::uuid)`}
      ORDER BY f.due_at, f.id LIMIT ${limit}`);
    return await withFiles(tx, organization, rows);
  });
}

export function findFollowUp(db: Database, organization: string, followUpId: string): Promise<FollowUpRow | null> {
  return inOrganization(db, organization, async (tx) => {
    const [row] = await tx.$queryRaw<FollowUpRow[]>(Prisma.sql`${select(organization)} AND f.id = ${followUpId}::uuid`);
    if (row === undefined) return null;
    return (await withFiles(tx, organization, [row]))[0] ?? null;
  });
}

async function withFiles(
  tx: Transaction,
  organizationId: string,
  rows: readonly Omit<FollowUpRow, 'files'>[],
): Promise<FollowUpRow[]> {
  const files = await tx.$queryRaw<(EvidenceFileRow & { followUpId: string })[]>`
    SELECT id, follow_up_id AS "followUpId", name, media_type AS "mediaType", size, sha256, uploaded_at AS "uploadedAt", content_box IS NULL AS gone
    FROM evidence_files WHERE organization_id = ${organizationId}::uuid AND follow_up_id = ANY(${rows.map(({ id }) => id)}::uuid[])
    ORDER BY uploaded_at, id`;
  return rows.map((row) => ({
    ...row,
    files: files.flatMap(({ followUpId, ...file }) => (followUpId === row.id ? [file] : [])),
  }));
}

function select(organization: string): Prisma.Sql {
  return Prisma.sql`
    SELECT f.id, f.removal_id AS "removalId", f.item_key AS "itemKey", f.kind, f.provider, f.page, c.id AS "connectionId", c.name AS "connectionName",
      l.id AS "leaverId", l.name AS "leaverName", r.status = 'running' AS "removalRuns", f.owner_id AS "ownerId", o.name AS "ownerName", f.status::text, f.created_at AS "createdAt",
      f.due_at AS "dueAt", f.reminders, f.reminded_at AS "remindedAt", f.escalated_at AS "escalatedAt", f.escalations,
      f.reopened_at AS "reopenedAt", f.reopened_because AS "reopenedBecause", f.attested_by_id AS "attestedById",
      f.attestation, f.evidence, f.ended_at AS "endedAt"
    FROM follow_ups f JOIN removals r ON r.organization_id = f.organization_id AND r.id = f.removal_id
      JOIN plan_items i ON i.organization_id = f.organization_id AND i.removal_id = f.removal_id AND i.key = f.item_key
      JOIN resources c ON c.organization_id = f.organization_id AND c.id = (i.facts ->> 'connectionId')::uuid
      JOIN members l ON l.organization_id = r.organization_id AND l.id = r.member_id
      JOIN members o ON o.organization_id = f.organization_id AND o.id = f.owner_id
    WHERE f.organization_id = ${organization}::uuid`;
}
