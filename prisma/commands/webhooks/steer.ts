import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { changing } from '../../change.ts';
import type { Database, Transaction } from '../../client.ts';
import { lockWebhook, needEnabled, positionKey } from './lock.ts';
import { beginAnew } from './webhooks.ts';

interface OfDelivery {
  webhookId: string;
  sequence: number;
  now: Date;
}

/**
 * Sends everything from this event on again, in order, with the same ids as before.
 * @throws Failure not-found; invalid-request for an event that is still to come; wrong-state unless the webhook is enabled
 */
export function replayWebhook(
  db: Database,
  organization: string,
  actor: Actor,
  { webhookId, sequence: from, now }: OfDelivery,
): Promise<void> {
  return changing(db, organization, actor, async (tx, record) => {
    const webhook = await lockWebhook(tx, organization, webhookId);
    needEnabled(webhook);
    const head = await tx.auditHead.findUnique({ where: { organizationId: organization }, select: { sequence: true } });
    if (BigInt(from) > (head?.sequence ?? 0n))
      throw new Failure('invalid-request', { field: 'sequence', expected: `at most ${head?.sequence ?? 0n}` });
    // whoever is at it loses its turn, so that it can't move the position on from where it was
    const data = { sequence: BigInt(from) - 1n, lease: null };
    await tx.webhookPosition.update({
      where: positionKey(organization, webhookId),
      data,
      select: { webhookId: true },
    });
    await beginAnew(tx, organization, webhookId, now);
    const before = { sequence: Number(webhook.sequence) };
    record({ action: 'webhook.replayed', object: 'webhook', objectId: webhookId, before, after: { from } });
  });
}

/**
 * Tries a delivery now: the one that keeps the others waiting, or a dead letter.
 * @throws Failure not-found; wrong-state when it was delivered, or the webhook is not enabled
 */
export function retryDelivery(
  db: Database,
  organization: string,
  actor: Actor,
  { webhookId, sequence, now }: OfDelivery,
): Promise<void> {
  return changing(db, organization, actor, async (tx, record) => {
    needEnabled(await lockWebhook(tx, organization, webhookId));
    const status = await statusOf(tx, organization, webhookId, sequence);
    if (status === 'delivered')
      throw new Failure('wrong-state', { object: 'delivery', state: status, needs: 'failing or dead' });
    if (status === 'dead') await retry(tx, organization, webhookId, now, BigInt(sequence));
    else await due(tx, organization, webhookId, now);
    record({ action: 'webhook.retried', object: 'webhook', objectId: webhookId, after: { sequence } });
  });
}

/** Tries every dead letter of a webhook again, in order. @throws Failure not-found, wrong-state */
export function retryDeadLetters(
  db: Database,
  organization: string,
  actor: Actor,
  { webhookId, now }: Omit<OfDelivery, 'sequence'>,
): Promise<{ retried: number }> {
  return changing(db, organization, actor, async (tx, record) => {
    needEnabled(await lockWebhook(tx, organization, webhookId));
    const retried = await retry(tx, organization, webhookId, now);
    if (retried > 0)
      record({ action: 'webhook.retried', object: 'webhook', objectId: webhookId, after: { deadLetters: retried } });
    return { retried };
  });
}

/**
 * Gives up the event that keeps the others waiting: it goes to the dead letters, and the order goes on.
 * @throws Failure not-found; wrong-state when it is not that one
 */
export function skipDelivery(
  db: Database,
  organization: string,
  actor: Actor,
  { webhookId, sequence, now }: OfDelivery,
): Promise<void> {
  return changing(db, organization, actor, async (tx, record) => {
    needEnabled(await lockWebhook(tx, organization, webhookId));
    const status = await statusOf(tx, organization, webhookId, sequence);
    if (status !== 'failing') throw new Failure('wrong-state', { object: 'delivery', state: status, needs: 'failing' });
    await tx.webhookDelivery.update({
      where: deliveryKey(organization, webhookId, BigInt(sequence)),
      data: { status: 'dead' },
      select: { sequence: true },
    });
    const data = { sequence: BigInt(sequence), lease: null };
    await tx.webhookPosition.update({ where: positionKey(organization, webhookId), data, select: { webhookId: true } });
    await beginAnew(tx, organization, webhookId, now);
    record({ action: 'webhook.skipped', object: 'webhook', objectId: webhookId, after: { sequence } });
  });
}

export const deliveryKey = (organizationId: string, webhookId: string, sequence: bigint) => ({
  organizationId_webhookId_sequence: { organizationId, webhookId, sequence },
});

/** @throws Failure not-found when it was never tried */
async function statusOf(tx: Transaction, organization: string, webhookId: string, sequence: number) {
  const where = deliveryKey(organization, webhookId, BigInt(sequence));
  const delivery = await tx.webhookDelivery.findUnique({ where, select: { status: true } });
  if (delivery === null) throw new Failure('not-found', { object: 'delivery' });
  return delivery.status;
}

async function retry(
  tx: Transaction,
  organizationId: string,
  webhookId: string,
  now: Date,
  sequence?: bigint,
): Promise<number> {
  const { count } = await tx.webhookDelivery.updateMany({
    where: { organizationId, webhookId, status: 'dead', ...(sequence !== undefined && { sequence }) },
    data: { status: 'retrying' },
  });
  if (count > 0) await due(tx, organizationId, webhookId, now, { retrying: true });
  return count;
}

async function due(
  tx: Transaction,
  organization: string,
  webhookId: string,
  now: Date,
  more: { retrying?: true } = {},
): Promise<void> {
  const where = positionKey(organization, webhookId);
  await tx.webhookPosition.update({ where, data: { dueAt: now, ...more }, select: { webhookId: true } });
}
