import type { FollowUpStatus } from '../../generated/enums.ts';
import { type Database, inOrganization } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';

export interface FollowUpRow {
  id: string;
  removalId: string;
  itemKey: string;
  /** `revoke-grant` | `rotate-upstream-secret` */
  kind: string;
  provider: string | null;
  /** the provider's own page for it */
  page: string | null;
  connectionId: string;
  connectionName: string;
  leaverId: string;
  leaverName: string;
  ownerId: string;
  ownerName: string;
  status: FollowUpStatus;
  createdAt: Date;
  dueAt: Date;
  reminders: number;
  remindedAt: Date | null;
  escalatedAt: Date | null;
  attestedById: string | null;
  attestation: string | null;
  evidence: string | null;
  endedAt: Date | null;
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
  return inOrganization(db, organization, (tx) =>
    tx.$queryRaw<FollowUpRow[]>(Prisma.sql`${select(organization)}
      ${removalId === undefined ? Prisma.empty : Prisma.sql`AND f.removal_id = ${removalId}::uuid`}
      ${ownerId === undefined ? Prisma.empty : Prisma.sql`AND f.owner_id = ${ownerId}::uuid`}
      ${status === undefined ? Prisma.empty : Prisma.sql`AND f.status = ${status}::follow_up_status`}
      ${after === undefined ? Prisma.empty : Prisma.sql`AND (f.due_at, f.id) > (${after.dueAt}, ${after.id}::uuid)`}
      ORDER BY f.due_at, f.id LIMIT ${limit}`),
  );
}

export function findFollowUp(db: Database, organization: string, followUpId: string): Promise<FollowUpRow | null> {
  return inOrganization(db, organization, async (tx) => {
    const [row] = await tx.$queryRaw<FollowUpRow[]>(Prisma.sql`${select(organization)} AND f.id = ${followUpId}::uuid`);
    return row ?? null;
  });
}

function select(organization: string): Prisma.Sql {
  return Prisma.sql`
    SELECT f.id, f.removal_id AS "removalId", f.item_key AS "itemKey", f.kind, f.provider, f.page, c.id AS "connectionId", c.name AS "connectionName",
      l.id AS "leaverId", l.name AS "leaverName", f.owner_id AS "ownerId", o.name AS "ownerName", f.status::text, f.created_at AS "createdAt",
      f.due_at AS "dueAt", f.reminders, f.reminded_at AS "remindedAt", f.escalated_at AS "escalatedAt", f.attested_by_id AS "attestedById",
      f.attestation, f.evidence, f.ended_at AS "endedAt"
    FROM follow_ups f JOIN removals r ON r.organization_id = f.organization_id AND r.id = f.removal_id
      JOIN plan_items i ON i.organization_id = f.organization_id AND i.removal_id = f.removal_id AND i.key = f.item_key
      JOIN resources c ON c.organization_id = f.organization_id AND c.id = (i.facts ->> 'connectionId')::uuid
      JOIN members l ON l.organization_id = r.organization_id AND l.id = r.member_id
      JOIN members o ON o.organization_id = f.organization_id AND o.id = f.owner_id
    WHERE f.organization_id = ${organization}::uuid`;
}
