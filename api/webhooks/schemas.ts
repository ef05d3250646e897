import { z } from 'zod';
import { disabledBecause } from '../../rules/webhooks/retry.ts';
import { eventTypePattern } from '../../rules/webhooks/event-types.ts';
import { Id, Instant, Line, ListQuery, May, MemberRef, pageOf, paramsWith, secret, WebUrl } from '../schemas.ts';

export const WebhookStatus = z.enum(['enabled', 'disabled', 'archived']).meta({ id: 'WebhookStatus' });
export const DeliveryStatus = z.enum(['failing', 'dead', 'retrying', 'delivered']).meta({
  id: 'WebhookDeliveryStatus',
  description:
    'failing: tried again, and what comes after it waits; dead: given up, a dead letter; retrying: a dead letter that is tried again',
});
const EventTypes = z
  .array(z.string().max(100).regex(eventTypePattern))
  .max(50)
  .meta({
    description: 'what it hears of: types of events, or all of an object; none: every event',
    examples: [['member.*', 'removal.completed']],
  });
const Sequence = z.int().min(0).meta({ description: 'of an event of the organization' });

export const Webhook = z
  .object({
    id: Id,
    url: z.string(),
    description: z.string(),
    eventTypes: z.array(z.string()),
    status: WebhookStatus,
    addressedBy: MemberRef.nullable().meta({ description: 'who chose the address' }),
    createdAt: Instant,
    disabledAt: Instant.nullable(),
    disabledBecause: z.enum(disabledBecause).nullable().meta({
      description: 'gone: it answered 410; failing: it took nothing for three days; dismissed: who made it was',
    }),
    sequence: Sequence.meta({ description: 'up to this event it is done' }),
    behind: z.int().meta({ description: 'events after that, asked for or not' }),
    failingSince: Instant.nullable().meta({ description: 'since when its next event is not taken' }),
    retryAt: Instant.nullable().meta({ description: 'when that is tried again' }),
    deadLetters: z.int(),
    oldSecretUntil: Instant.nullable().meta({
      description: 'until then deliveries are signed with the secret before, too',
    }),
    may: May(['change', 'enable', 'disable', 'archive', 'rotate', 'reveal', 'test', 'replay', 'retry']),
  })
  .meta({ id: 'Webhook', description: 'An address to which events are sent, signed, in their order' });
export const WebhookPage = pageOf(Webhook).meta({ id: 'WebhookPage' });
export const ListWebhooks = ListQuery.extend({
  status: WebhookStatus.optional().meta({ description: 'default: all but archived ones' }),
});
const settings = { url: WebUrl, description: Line(200), eventTypes: EventTypes };
export const CreateWebhook = z
  .strictObject({ ...settings, eventTypes: EventTypes.default([]) })
  .meta({ id: 'CreateWebhook', description: 'url: https, on the public internet' });
export const ChangeWebhook = z
  .strictObject({ url: WebUrl.optional(), description: Line(200).optional(), eventTypes: EventTypes.optional() })
  .meta({ id: 'ChangeWebhook', description: 'what is not named stays as it is' });
export const WebhookWithSecret = Webhook.extend({
  secret: secret(z.string()).meta({
    'x-secret': true,
    description: 'Standard Webhooks secret with which deliveries are signed; shown this once',
  }),
}).meta({ id: 'WebhookWithSecret' });
export const RotateWebhookSecret = z.strictObject({ graceHours: z.int().min(0).max(8760).optional() }).meta({
  id: 'RotateWebhookSecret',
  description: 'graceHours: how long deliveries are signed with both secrets; default: the policy’s',
});

export const WebhookAttempt = z
  .object({
    id: Id,
    at: Instant,
    tookMs: z.int(),
    responseStatus: z.int().nullable(),
    failure: z
      .string()
      .nullable()
      .meta({
        description: 'why there was no answer',
        examples: ['timed-out', 'connection-refused', 'name-not-found', 'address-refused', 'certificate-refused'],
      }),
    excerpt: z.string().nullable().meta({ description: 'the beginning of the answer' }),
  })
  .meta({ id: 'WebhookAttempt', description: 'One request and what the endpoint said' });
export const WebhookDelivery = z
  .object({
    sequence: Sequence,
    type: z.string(),
    status: DeliveryStatus,
    attempts: z.int(),
    firstAt: Instant,
    lastAt: Instant,
    responseStatus: z.int().nullable().meta({ description: 'of the last attempt' }),
    failure: z.string().nullable().meta({ description: 'why the last attempt had no answer' }),
    may: May(['retry', 'skip']),
  })
  .meta({ id: 'WebhookDelivery', description: 'One event at one webhook, once it was tried' });
export const WebhookDeliveryPage = pageOf(WebhookDelivery).meta({ id: 'WebhookDeliveryPage' });
export const WebhookDeliveryWithAttempts = WebhookDelivery.extend({ tried: z.array(WebhookAttempt) }).meta({
  id: 'WebhookDeliveryWithAttempts',
  description: 'tried: its attempts, newest first, at most 100',
});
export const ListDeliveries = ListQuery.extend({
  status: DeliveryStatus.optional().meta({ description: 'dead: the dead letters' }),
});
export const DeliveryParams = paramsWith('webhook').extend({
  sequence: z.coerce
    .number()
    .int()
    .min(1)
    .max(2 ** 53 - 1),
});
export const ReplayWebhook = z
  .strictObject({ sequence: z.int().min(1) })
  .meta({ id: 'ReplayWebhook', description: 'sequence: of the first event that is sent again' });
export const DeadLettersRetried = z.object({ retried: z.int() }).meta({ id: 'DeadLettersRetried' });
