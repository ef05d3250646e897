import { z } from 'zod';
import { Flag, Id, Instant, ListQuery, pageOf } from '../schemas.ts';

export const AuditEntry = z
  .object({
    sequence: z.int(),
    at: Instant,
    action: z.string(),
    object: z.string(),
    objectId: Id.nullable(),
    actor: z
      .record(z.string(), z.unknown())
      .meta({ description: 'who: a member, a workflow or the set-up; from where' }),
    actorName: z.string().nullable().meta({ description: 'what the member is called now' }),
    before: z.unknown().optional(),
    after: z.unknown().optional(),
    reason: z.string().nullable(),
    personal: z
      .array(z.object({ of: Id, field: z.string(), value: z.string().nullable() }))
      .meta({ description: 'kept apart from the chain. null: the person was erased' }),
    hash: z.string().meta({ description: 'hex: SHA-256(hash of the entry before | sequence | LF | body)' }),
  })
  .meta({ id: 'AuditEntry' });
export const AuditEntryPage = pageOf(AuditEntry).meta({ id: 'AuditEntryPage' });
const filters = {
  object: z
    .string()
    .regex(/^[a-z-]+$/)
    .max(50)
    .optional(),
  objectId: Id.optional(),
  action: z
    .string()
    .regex(/^[a-z-]+(\.[a-z-]+)?$/)
    .max(100)
    .optional()
    .meta({ description: '`member.suspended`, or a noun: `member`' }),
  actorId: Id.optional().meta({ description: 'the member who did it, or for whom a workflow did' }),
  from: Instant.optional(),
  before: Instant.optional(),
};
export const ListAuditEntries = ListQuery.extend({ ...filters, newestFirst: Flag.default(false) });
export const ExportAuditEntries = z.strictObject({
  ...filters,
  format: z.enum(['ndjson', 'csv']).default('ndjson'),
  after: z.coerce
    .number()
    .int()
    .min(0)
    .max(Number.MAX_SAFE_INTEGER)
    .default(0)
    .meta({ description: 'sequence after which to begin' }),
});
