import { randomUUID } from 'node:crypto';
import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { changing } from '../../change.ts';
import type { Database, Transaction } from '../../client.ts';
import type { Secrets } from '../../secrets/secrets.ts';
import { lockWebhook, positionKey, webhookKey } from './lock.ts';
import { insertSecret } from './secrets.ts';

/** So many webhooks an organization may have that are not archived: each is sent every event. */
export const mostWebhooks = 20;

export interface NewWebhook {
  /** checked by the caller: https, not of a private network */
  url: string;
  description: string;
  /** rules/webhooks/event-types.ts; none: every event */
  eventTypes: readonly string[];
  now: Date;
}

/**
 * A new webhook, which hears of what happens from now on. Its secret is returned this once.
 * @throws Failure wrong-state when the organization has too many
 */
export function createWebhook(
  db: Database,
  secrets: Secrets,
  organization: string,
  actor: Actor & { by: 'member' },
  input: NewWebhook,
): Promise<{ webhookId: string; secret: string }> {
  const { url, description, eventTypes, now } = input;
  return changing(db, organization, actor, async (tx, record) => {
    await refuseTooMany(tx, organization);
    const webhookId = randomUUID();
    const key = { organizationId: organization, id: webhookId };
    const settings = { url, description, eventTypes: [...eventTypes], addressedById: actor.memberId, createdAt: now };
    await tx.webhook.create({ data: { ...key, ...settings }, select: { id: true } });
    const head = await tx.auditHead.findUnique({ where: { organizationId: organization }, select: { sequence: true } });
    const position = { organizationId: organization, webhookId, sequence: head?.sequence ?? 0n, dueAt: now };
    await tx.webhookPosition.create({ data: position, select: { webhookId: true } });
    const { secret } = await insertSecret(tx, secrets, organization, { webhookId, shownToId: actor.memberId, now });
    const after = { host: hostOf(url), eventTypes: [...eventTypes] };
    record({ action: 'webhook.created', object: 'webhook', objectId: webhookId, after });
    return { webhookId, secret };
  });
}

/** Two at once meet at the organization's row. */
async function refuseTooMany(tx: Transaction, organizationId: string): Promise<void> {
  await tx.$queryRaw`SELECT FROM organizations WHERE id = ${organizationId}::uuid FOR NO KEY UPDATE`;
  const count = await tx.webhook.count({ where: { organizationId, status: { not: 'archived' } } });
  if (count >= mostWebhooks)
    throw new Failure('wrong-state', { object: 'webhooks', state: `${count}`, needs: `fewer than ${mostWebhooks}` });
}

/** What the audit says of an address: the rest of it may be a secret of its receiver. */
const hostOf = (url: string): string => new URL(url).host;

/**
 * Changes what is given. Another address is from the next attempt on where everything goes.
 * @throws Failure not-found, wrong-state
 */
export function changeWebhook(
  db: Database,
  organization: string,
  actor: Actor & { by: 'member' },
  input: { webhookId: string } & Partial<Pick<NewWebhook, 'url' | 'description' | 'eventTypes'>> & { now: Date },
): Promise<void> {
  const { webhookId, url, description, eventTypes } = input;
  return changing(db, organization, actor, async (tx, record) => {
    const { url: before } = await lockWebhook(tx, organization, webhookId);
    const moved = url !== undefined && url !== before;
    await tx.webhook.update({
      where: webhookKey(organization, webhookId),
      data: {
        ...(moved && { url, addressedById: actor.memberId }),
        ...(description !== undefined && { description }),
        ...(eventTypes !== undefined && { eventTypes: [...eventTypes] }),
      },
      select: { id: true },
    });
    if (moved) await beginAnew(tx, organization, webhookId, input.now);
    record({
      action: 'webhook.changed',
      object: 'webhook',
      objectId: webhookId,
      ...(moved && { before: { host: hostOf(before) } }),
      after: {
        ...(moved && { host: hostOf(url) }),
        ...(description !== undefined && { description: 'changed' }),
        ...(eventTypes !== undefined && { eventTypes: [...eventTypes] }),
      },
    });
  });
}

/** What failed so far says nothing any more: it is tried at once. */
export async function beginAnew(tx: Transaction, organization: string, webhookId: string, now: Date): Promise<void> {
  await tx.webhookPosition.update({
    where: positionKey(organization, webhookId),
    data: { dueAt: now, failingSince: null, tries: 0, gaveUp: false },
    select: { webhookId: true },
  });
}
