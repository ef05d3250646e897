import { type Database, inOrganization, type Transaction } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';
import type { WebhookDeliveryStatus } from '../../generated/enums.ts';
import { where } from '../sql.ts';

export interface DeliveryRow {
  sequence: bigint;
  /** of the event */
  type: string;
  status: WebhookDeliveryStatus;
  attempts: number;
  firstAt: Date;
  lastAt: Date;
  /** of the last attempt: what the endpoint answered, or why there was no answer, by name */
  responseStatus: number | null;
  failure: string | null;
}

export interface AttemptRow {
  id: string;
  at: Date;
  tookMs: number;
  responseStatus: number | null;
  failure: string | null;
  excerpt: string | null;
}

const columns = Prisma.sql`d.sequence, coalesce(e.type, '') AS type, d.status::text, d.attempts, d.first_at AS "firstAt", d.last_at AS "lastAt",
  d.response_status AS "responseStatus", d.failure
  FROM webhook_deliveries d LEFT JOIN events e ON e.organization_id = d.organization_id AND e.sequence = d.sequence`;

/** Newest event first. */
export function listDeliveries(
  db: Database,
  organization: string,
  filter: { webhookId: string; status?: WebhookDeliveryStatus | undefined },
  { after, limit }: { after?: bigint | undefined; limit: number },
): Promise<DeliveryRow[]> {
  const conditions = where([
    Prisma.sql`d.organization_id = ${organization}::uuid`,
    Prisma.sql`d.webhook_id = ${filter.webhookId}::uuid`,
    filter.status && Prisma.sql`d.status = ${filter.status}::webhook_delivery_status`,
    after !== undefined && Prisma.sql`d.sequence < ${after}`,
  ]);
  return inOrganization(
    db,
    organization,
    (tx) => tx.$queryRaw<DeliveryRow[]>`SELECT ${columns} ${conditions} ORDER BY d.sequence DESC LIMIT ${limit}`,
  );
}

const MOST_ATTEMPTS = 100;
const attemptColumns = {
  id: true,
  at: true,
  tookMs: true,
  responseStatus: true,
  failure: true,
  excerpt: true,
} as const;

/** One delivery with its newest attempts, newest first; null: the event was never tried there. */
export function findDelivery(
  db: Database,
  organization: string,
  { webhookId, sequence }: { webhookId: string; sequence: number },
): Promise<{ delivery: DeliveryRow; attempts: AttemptRow[] } | null> {
  return inOrganization(db, organization, async (tx) => {
    const delivery = await deliveryIn(tx, organization, webhookId, sequence);
    if (delivery === undefined) return null;
    const attempts = await tx.webhookAttempt.findMany({
      where: { organizationId: organization, webhookId, sequence: BigInt(sequence) },
      select: attemptColumns,
      orderBy: { at: 'desc' },
      take: MOST_ATTEMPTS,
    });
    return { delivery, attempts };
  });
}

async function deliveryIn(tx: Transaction, organization: string, webhookId: string, sequence: number) {
  const rows = await tx.$queryRaw<DeliveryRow[]>`
    SELECT ${columns} WHERE d.organization_id = ${organization}::uuid AND d.webhook_id = ${webhookId}::uuid AND d.sequence = ${BigInt(sequence)}`;
  return rows[0];
}

/** One attempt by its id: what a test came to. Null: it was not made. */
export function findAttempt(db: Database, organization: string, id: string): Promise<AttemptRow | null> {
  return inOrganization(db, organization, (tx) =>
    tx.webhookAttempt.findUnique({
      where: { organizationId_id: { organizationId: organization, id } },
      select: attemptColumns,
    }),
  );
}
