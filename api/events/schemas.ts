import { z } from 'zod';
import { Id, Instant, ListQuery, pageOf } from '../schemas.ts';

export const Event = z
  .object({
    sequence: z.int(),
    type: z.string(),
    object: z.string(),
    objectId: Id.nullable(),
    at: Instant,
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Event', description: 'One change, in order, without a gap' });
export const EventPage = pageOf(Event).meta({
  id: 'EventPage',
  description: 'nextCursor is never null: keep it, and ask again later',
});
export const ListEvents = ListQuery;
