import type { DisabledBecause } from '../../../rules/webhooks/retry.ts';
import { type Database, inOrganization } from '../../client.ts';
import type { WebhookStatus } from '../../generated/enums.ts';
import { Prisma } from '../../generated/client.ts';
import type { MemberRef } from '../members/refs.ts';
import { memberRef, where } from '../sql.ts';

export interface WebhookRow {
  id: string;
  url: string;
  description: string;
  eventTypes: string[];
  status: WebhookStatus;
  /** who chose the address */
  addressedBy: MemberRef | null;
  createdAt: Date;
  disabledAt: Date | null;
  disabledBecause: DisabledBecause | null;
  /** up to this event it is done, and so many are behind it at most */
  sequence: bigint;
  behind: bigint;
  failingSince: Date | null;
  /** when the event that keeps the others waiting is tried next */
  retryAt: Date | null;
  deadLetters: number;
  /** until then deliveries are signed with the secret before, too */
  oldSecretUntil: Date | null;
  /** the secret was made by a removal, and not yet shown to anyone */
  unseen: boolean;
}

/** Newest first; archived ones only where asked for. */
export function listWebhooks(
  db: Database,
  organization: string,
  filter: { status?: WebhookStatus | undefined },
  page: { after?: { createdAt: Date; id: string } | undefined; limit: number },
): Promise<WebhookRow[]> {
  const { after, limit } = page;
  const conditions = where([
    Prisma.sql`w.organization_id = ${organization}::uuid`,
    filter.status === undefined
      ? Prisma.sql`w.status <> 'archived'`
      : Prisma.sql`w.status = ${filter.status}::webhook_status`,
    after && Prisma.sql`(w.created_at, w.id) < (${after.createdAt}::timestamptz, ${after.id}::uuid)`,
  ]);
  return readWebhooks(db, organization, conditions, limit);
}

/** One webhook, archived too; null where there is none. */
export async function findWebhook(db: Database, organization: string, webhookId: string): Promise<WebhookRow | null> {
  const conditions = where([
    Prisma.sql`w.organization_id = ${organization}::uuid`,
    Prisma.sql`w.id = ${webhookId}::uuid`,
  ]);
  return (await readWebhooks(db, organization, conditions, 1))[0] ?? null;
}

function readWebhooks(
  db: Database,
  organization: string,
  conditions: Prisma.Sql,
  limit: number,
): Promise<WebhookRow[]> {
  return inOrganization(
    db,
    organization,
    (tx) => tx.$queryRaw<WebhookRow[]>`
      SELECT w.id, w.url, w.description, w.event_types AS "eventTypes", w.status::text, ${memberRef('m')} AS "addressedBy",
        w.created_at AS "createdAt", w.disabled_at AS "disabledAt", w.disabled_because AS "disabledBecause", p.sequence,
        greatest(coalesce(h.sequence, 0) - p.sequence, 0) AS behind, p.failing_since AS "failingSince",
        CASE WHEN p.failing_since IS NOT NULL AND p.open THEN p.due_at END AS "retryAt",
        (SELECT count(*)::int FROM webhook_deliveries d WHERE d.organization_id = w.organization_id AND d.webhook_id = w.id AND d.status = 'dead') AS "deadLetters",
        (SELECT max(s.ends_at) FROM webhook_secrets s WHERE s.organization_id = w.organization_id AND s.webhook_id = w.id AND s.ends_at > now()) AS "oldSecretUntil",
        EXISTS (SELECT FROM webhook_secrets s WHERE s.organization_id = w.organization_id AND s.webhook_id = w.id AND s.ends_at IS NULL AND s.shown_to_id IS NULL) AS unseen
      FROM webhooks w JOIN webhook_positions p ON p.organization_id = w.organization_id AND p.webhook_id = w.id
        LEFT JOIN audit_heads h ON h.organization_id = w.organization_id
        LEFT JOIN members m ON m.organization_id = w.organization_id AND m.id = w.addressed_by_id
      ${conditions} ORDER BY w.created_at DESC, w.id DESC LIMIT ${limit}`,
  );
}

/** What a test needs: address and sealed secrets, whatever the status but archived. Null: there is none. */
export function webhookToTest(db: Database, organization: string, input: { webhookId: string; now: Date }) {
  const { webhookId: id, now } = input;
  return inOrganization(db, organization, (tx) =>
    tx.webhook.findFirst({
      where: { organizationId: organization, id, status: { not: 'archived' } },
      select: { url: true, secrets: { where: { OR: [{ endsAt: null }, { endsAt: { gt: now } }] } } },
    }),
  );
}
