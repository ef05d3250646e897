import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import type { DisabledBecause } from '../../../rules/webhooks/retry.ts';
import { changing, type Record } from '../../change.ts';
import type { Database, Transaction } from '../../client.ts';
import { lockWebhook, positionKey, webhookKey } from './lock.ts';
import { beginAnew } from './webhooks.ts';

interface OfWebhook {
  webhookId: string;
  now: Date;
}

/**
 * Sends nothing more until it is enabled again. What happens meanwhile is kept for it.
 * @throws Failure not-found; wrong-state unless it is enabled
 */
export function disableWebhook(db: Database, organization: string, actor: Actor, input: OfWebhook): Promise<void> {
  return changing(db, organization, actor, async (tx, record) => {
    const { status } = await lockWebhook(tx, organization, input.webhookId);
    if (status !== 'enabled') throw new Failure('wrong-state', { object: 'webhook', state: status, needs: 'enabled' });
    await disableIn(tx, record, organization, { ...input, because: 'by-hand' });
  });
}

/** The caller holds the webhook's lock. */
export async function disableIn(
  tx: Transaction,
  record: Record,
  organization: string,
  { webhookId, because, now }: OfWebhook & { because: DisabledBecause },
): Promise<void> {
  await tx.webhook.update({
    where: webhookKey(organization, webhookId),
    data: { status: 'disabled', disabledAt: now, disabledBecause: because },
    select: { id: true },
  });
  await close(tx, organization, webhookId);
  record({ action: 'webhook.disabled', object: 'webhook', objectId: webhookId, reason: because });
}

/** Nobody's turn any more: who is at it may write nothing more. */
async function close(tx: Transaction, organization: string, webhookId: string): Promise<void> {
  await tx.webhookPosition.update({
    where: positionKey(organization, webhookId),
    data: { open: false, lease: null },
    select: { webhookId: true },
  });
}

/**
 * Goes on where it stood, in order, with all that happened meanwhile.
 * @throws Failure not-found; wrong-state unless it is disabled
 */
export function enableWebhook(db: Database, organization: string, actor: Actor, input: OfWebhook): Promise<void> {
  const { webhookId, now } = input;
  return changing(db, organization, actor, async (tx, record) => {
    const { status } = await lockWebhook(tx, organization, webhookId);
    if (status !== 'disabled')
      throw new Failure('wrong-state', { object: 'webhook', state: status, needs: 'disabled' });
    await tx.webhook.update({
      where: webhookKey(organization, webhookId),
      data: { status: 'enabled', disabledAt: null, disabledBecause: null },
      select: { id: true },
    });
    const where = positionKey(organization, webhookId);
    await tx.webhookPosition.update({ where, data: { open: true }, select: { webhookId: true } });
    await beginAnew(tx, organization, webhookId, now);
    record({ action: 'webhook.enabled', object: 'webhook', objectId: webhookId });
  });
}

/**
 * Ends it for good. Its secrets end too; its deliveries stay readable.
 * @throws Failure not-found; wrong-state when it was archived before
 */
export function archiveWebhook(db: Database, organization: string, actor: Actor, input: OfWebhook): Promise<void> {
  const { webhookId, now } = input;
  return changing(db, organization, actor, async (tx, record) => {
    await lockWebhook(tx, organization, webhookId);
    await tx.webhook.update({
      where: webhookKey(organization, webhookId),
      data: { status: 'archived' },
      select: { id: true },
    });
    await close(tx, organization, webhookId);
    await tx.webhookSecret.updateMany({
      where: { organizationId: organization, webhookId, OR: [{ endsAt: null }, { endsAt: { gt: now } }] },
      data: { endsAt: now },
    });
    record({ action: 'webhook.archived', object: 'webhook', objectId: webhookId });
  });
}
