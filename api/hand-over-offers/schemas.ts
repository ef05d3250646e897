import { z } from 'zod';
import { Flag, Id, Instant, ListQuery, May, pageOf, Text } from '../schemas.ts';

export const OfferStatus = z.enum(['open', 'accepted', 'declined', 'redirected', 'lapsed', 'withdrawn']).meta({
  id: 'HandOverOfferStatus',
  description: 'lapsed: the successor can’t receive it any more; withdrawn: it goes to someone else, or to nobody',
});
const Person = z.object({ id: Id, name: z.string() });
export const HandOverOffer = z
  .object({
    id: Id,
    removalId: Id,
    leaver: Person,
    effectiveAt: Instant,
    successor: Person,
    status: OfferStatus,
    bySilence: z.boolean().meta({ description: 'nobody answered, and policy took that for this answer' }),
    items: z.int().meta({ description: 'what the successor would receive; accepting names it' }),
    counts: z.array(z.object({ kind: z.string(), risk: z.enum(['red', 'amber', 'none']), items: z.int() })),
    offeredAt: Instant,
    dueAt: Instant.meta({ description: 'until when it can be answered; never later than the effective instant' }),
    answeredAt: Instant.nullable(),
    reason: z.string().nullable(),
    redirectedTo: Person.nullable(),
    may: May(['accept', 'decline', 'redirect']),
  })
  .meta({ id: 'HandOverOffer', description: 'What one successor would receive by a removal that waits for its date' });
export const HandOverOfferPage = pageOf(HandOverOffer).meta({ id: 'HandOverOfferPage' });
export const OfferedItem = z
  .object({
    key: z.string(),
    kind: z.string(),
    objectId: Id,
    objectName: z
      .string()
      .nullable()
      .meta({ description: 'null: the successor may not see it yet, or it has no name' }),
    resourceKind: z.string().nullable(),
    risk: z.enum(['red', 'amber', 'none']),
    successorRule: z.string(),
    answer: z.enum(['accepted', 'declined']).nullable().meta({
      description: 'declined: alone, and it goes to the next, or to the colleague who was named; null: no answer yet',
    }),
    comesAlong: z.int().meta({ description: 'connections that it uses: their use comes along' }),
  })
  .meta({ id: 'OfferedItem' });
const Name = z.string().nullable().meta({ description: 'null: the successor may not see it yet' });
export const OfferForecast = z
  .object({
    schedules: z.int().meta({ description: 'how many schedules would run something as the successor' }),
    runs: z
      .array(z.object({ scheduleId: Id, name: Name, firstAt: Instant, runs: z.int() }))
      .meta({ description: 'the first 100 that run in the 14 days after the hand-over' }),
    failing: z
      .array(
        z.object({
          scheduleId: Id,
          name: Name,
          firstAt: Instant,
          runs: z.int(),
          resource: z.object({ id: Id, name: Name }).meta({ description: 'what is refused' }),
          because: z.string(),
        }),
      )
      .meta({ description: 'what the access rules would refuse then, the first 100' }),
  })
  .meta({ id: 'OfferForecast', description: 'What would run as the successor in the 14 days after the hand-over' });
export const OfferedItemPage = pageOf(OfferedItem).meta({ id: 'OfferedItemPage' });

export const ListOffers = ListQuery.extend({
  status: OfferStatus.optional(),
  removalId: Id.optional(),
  mine: Flag.optional().meta({ description: 'only what is offered to the caller' }),
});
const Keys = z.array(z.string().min(1).max(200)).min(1).max(1000);
export const AcceptOffer = z
  .strictObject({ items: z.int().min(0).meta({ description: 'how many you saw: another number is refused' }) })
  .meta({ id: 'AcceptOffer' });
export const DeclineOffer = z
  .strictObject({
    items: Keys.optional().meta({ description: 'keys; default: all, also what would come to you later' }),
    reason: Text(1000),
  })
  .meta({ id: 'DeclineOffer' });
export const RedirectOffer = z
  .strictObject({
    items: Keys.optional().meta({ description: 'keys; default: all' }),
    toMemberId: Id.meta({ description: 'who is asked in your place' }),
    reason: Text(1000).optional(),
  })
  .meta({ id: 'RedirectOffer' });
