import { Failure } from '../../../rules/failures.ts';
import type { Transaction } from '../../client.ts';
import type { WebhookStatus } from '../../generated/enums.ts';

export interface LockedWebhook {
  id: string;
  url: string;
  status: WebhookStatus;
  /** up to here it is done */
  sequence: bigint;
  failingSince: Date | null;
  gaveUp: boolean;
  tries: number;
  lease: string | null;
}

/**
 * A webhook whose position nobody else moves, and whose settings nobody else changes, until this transaction ends.
 * @throws Failure not-found; wrong-state for an archived one
 */
export async function lockWebhook(tx: Transaction, organization: string, webhookId: string): Promise<LockedWebhook> {
  const [webhook] = await tx.$queryRaw<LockedWebhook[]>`
    SELECT w.id, w.url, w.status::text, p.sequence, p.failing_since AS "failingSince", p.gave_up AS "gaveUp", p.tries, p.lease
    FROM webhook_positions p JOIN webhooks w ON w.organization_id = p.organization_id AND w.id = p.webhook_id
    WHERE p.organization_id = ${organization}::uuid AND p.webhook_id = ${webhookId}::uuid FOR NO KEY UPDATE OF p`;
  if (webhook === undefined) throw new Failure('not-found', { object: 'webhook' });
  if (webhook.status === 'archived')
    throw new Failure('wrong-state', { object: 'webhook', state: 'archived', needs: 'enabled' });
  return webhook;
}

/** @throws Failure wrong-state unless it is enabled */
export function needEnabled({ status }: LockedWebhook): void {
  if (status !== 'enabled') throw new Failure('wrong-state', { object: 'webhook', state: status, needs: 'enabled' });
}

/** The key of a webhook's rows, and of its position. */
export const webhookKey = (organizationId: string, id: string) => ({ organizationId_id: { organizationId, id } });
export const positionKey = (organizationId: string, webhookId: string) => ({
  organizationId_webhookId: { organizationId, webhookId },
});
