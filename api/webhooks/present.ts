import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { DeliveryRow } from '../../prisma/queries/webhooks/deliveries.ts';
import { findWebhook, type WebhookRow } from '../../prisma/queries/webhooks/list.ts';
import { Failure } from '../../rules/failures.ts';
import { callerOf } from '../auth.ts';
import { unless } from '../may.ts';
import type { Services } from '../services.ts';
import type { Webhook, WebhookDelivery } from './schemas.ts';

/** @throws Failure not-found */
export async function webhookIn({ db }: Services, request: FastifyRequest, id: string): Promise<WebhookRow> {
  const webhook = await findWebhook(db, callerOf(request).organization, id);
  if (webhook === null) throw new Failure('not-found', { object: 'webhook' });
  return webhook;
}

/** Only admins come this far, so what they may depends on the webhook alone. */
export function presentWebhook({ unseen, ...row }: WebhookRow): z.output<typeof Webhook> {
  const archived = row.status === 'archived' && 'It is archived';
  const disabled = row.status === 'disabled' && 'It is disabled';
  const enabled = row.status === 'enabled' && 'It is enabled';
  return {
    ...row,
    sequence: Number(row.sequence),
    behind: Number(row.behind),
    may: {
      change: unless(archived),
      enable: unless(archived, enabled),
      disable: unless(archived, disabled),
      archive: unless(archived),
      rotate: unless(archived),
      reveal: unless(archived, !unseen && 'Its secret was shown: rotate it to see a new one'),
      test: unless(archived),
      replay: unless(archived, disabled),
      retry: unless(archived, disabled, row.deadLetters === 0 && 'It has no dead letters'),
    },
  };
}

export function presentDelivery(
  row: DeliveryRow,
  { status }: Pick<WebhookRow, 'status'>,
): z.output<typeof WebhookDelivery> {
  const off = status !== 'enabled' && `The webhook is ${status}`;
  const delivered = row.status === 'delivered' && 'It was delivered';
  return {
    ...row,
    sequence: Number(row.sequence),
    may: {
      retry: unless(off, delivered),
      skip: unless(off, delivered, row.status !== 'failing' && 'It keeps nothing waiting'),
    },
  };
}
