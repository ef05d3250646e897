import { likePatterns } from '../../../rules/webhooks/event-types.ts';
import { type Database, inOrganization } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';
import type { EventRow } from '../events/list.ts';

/** What is to be sent next to a webhook, in order. */
export interface NextMessages {
  url: string;
  /** sealed: every one that has not ended signs */
  secrets: { id: string; secretBox: Uint8Array }[];
  /** dead letters that are to be tried again; they come first, because they are older */
  retrying: EventRow[];
  events: EventRow[];
  /** after these events there is nothing that is asked for up to here */
  through: bigint;
  /** that is all there is */
  last: boolean;
}

/** Read in one transaction, the head before the events: what is below it is all there. Null: no such webhook, or it is not enabled. */
export function nextMessages(
  db: Database,
  organization: string,
  { webhookId, limit, now }: { webhookId: string; limit: number; now: Date },
): Promise<NextMessages | null> {
  return inOrganization(db, organization, async (tx) => {
    const webhook = await tx.webhook.findUnique({
      where: { organizationId_id: { organizationId: organization, id: webhookId } },
      select: {
        url: true,
        status: true,
        eventTypes: true,
        position: { select: { sequence: true, retrying: true } },
        secrets: { where: { OR: [{ endsAt: null }, { endsAt: { gt: now } }] }, orderBy: { createdAt: 'desc' } },
      },
    });
    if (webhook?.position == null || webhook.status !== 'enabled') return null;
    const { url, position, secrets } = webhook;
    const columns = Prisma.sql`e.sequence, e.type, e.object, e.object_id AS "objectId", e.at, e.data`;
    const retrying = position.retrying
      ? await tx.$queryRaw<EventRow[]>`
          SELECT ${columns} FROM webhook_deliveries d JOIN events e ON e.organization_id = d.organization_id AND e.sequence = d.sequence
          WHERE d.organization_id = ${organization}::uuid AND d.webhook_id = ${webhookId}::uuid AND d.status = 'retrying'
          ORDER BY d.sequence LIMIT ${limit}`
      : [];
    const head = await tx.auditHead.findUnique({ where: { organizationId: organization }, select: { sequence: true } });
    const to = head?.sequence ?? 0n;
    const patterns = likePatterns(webhook.eventTypes);
    const events = await tx.$queryRaw<EventRow[]>`
      SELECT ${columns} FROM events e WHERE e.organization_id = ${organization}::uuid AND e.sequence > ${position.sequence} AND e.sequence <= ${to}
        ${patterns === null ? Prisma.empty : Prisma.sql`AND e.type LIKE ANY (${patterns})`}
      ORDER BY e.sequence LIMIT ${limit}`;
    const last = events.length < limit;
    const through = last ? to : (events.at(-1)?.sequence ?? to);
    return { url, secrets, retrying, events, through, last: last && retrying.length < limit };
  });
}
