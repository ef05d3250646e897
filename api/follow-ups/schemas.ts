import { z } from 'zod';
import { Flag, Id, Instant, Line, ListQuery, May, pageOf, Text } from '../schemas.ts';

const FollowUpStatus = z.enum(['open', 'done', 'waived']).meta({ id: 'FollowUpStatus' });
export const FollowUp = z
  .object({
    id: Id,
    removalId: Id,
    leaver: z.object({ id: Id, name: z.string() }),
    itemKey: z.string(),
    kind: z.string(),
    connection: z.object({ id: Id, name: z.string() }),
    provider: z.string().nullable(),
    page: z.string().nullable().meta({ description: 'the provider’s own page for it' }),
    owner: z.object({ id: Id, name: z.string() }),
    status: FollowUpStatus,
    createdAt: Instant,
    dueAt: Instant,
    reminders: z.int(),
    remindedAt: Instant.nullable(),
    escalatedAt: Instant.nullable(),
    attestedById: Id.nullable(),
    attestation: z.string().nullable(),
    evidence: z.string().nullable(),
    endedAt: Instant.nullable(),
    may: May(['attest']),
  })
  .meta({ id: 'FollowUp' });
export const FollowUpPage = pageOf(FollowUp).meta({ id: 'FollowUpPage' });
export const ListFollowUps = ListQuery.extend({
  status: FollowUpStatus.optional(),
  removalId: Id.optional(),
  mine: Flag.optional().meta({ description: 'only those of the caller' }),
});
export const Attest = z
  .strictObject({
    statement: Text(2000).meta({ description: 'what was done' }),
    evidence: Line(1000).optional().meta({ description: 'where anyone can see it: a link, the name of a file' }),
  })
  .meta({ id: 'Attest' });
