import { z } from 'zod';
import { scopes } from '../../rules/access/scopes.ts';
import { Id, Instant, Line, ListQuery, May, MemberRef, pageOf, Search, secret } from '../schemas.ts';

/** check: ask access/check, access/explain and access/verify; read: every GET; write: every other operation that the holder may. */
export const ApiKeyScope = z.enum(scopes).meta({ id: 'ApiKeyScope' });
export const ApiKey = z
  .object({
    id: Id,
    name: z.string(),
    holder: MemberRef,
    createdBy: MemberRef.nullable(),
    prefix: z.string().nullable(),
    lastFour: z.string().nullable(),
    scopes: z.array(z.string()),
    version: z.int(),
    createdAt: Instant,
    expiresAt: Instant.nullable(),
    revokedAt: Instant.nullable(),
    successorId: Id.nullable(),
    graceUntil: Instant.nullable(),
    lastUsedAt: Instant.nullable(),
    lastUsedFrom: z.string().nullable(),
    lastUsedAgent: z.string().nullable(),
    usedAfterEndAt: Instant.nullable().meta({
      description: 'when it was last tried after its end: someone was cut off, or has what they should not',
    }),
    may: May(['rename', 'revoke', 'rotate', 'convert', 'reveal']),
  })
  .meta({ id: 'ApiKey' });
export const ApiKeyPage = pageOf(ApiKey).meta({ id: 'ApiKeyPage' });
export const ListApiKeys = ListQuery.extend({
  holderId: Id.optional(),
  state: z
    .enum(['good', 'ended'])
    .optional()
    .meta({ description: 'good: it is accepted now, if its holder is active' }),
  expiresBefore: Instant.optional(),
  unusedSince: Instant.optional().meta({ description: 'made before this instant and not used since' }),
  search: Search.optional().meta({ description: 'part of the name, or the beginning or end of the key itself' }),
});
export const CreateApiKey = z
  .strictObject({
    name: Line(200),
    holderId: Id.optional().meta({ description: 'default: the caller; else a service account' }),
    scopes: z.array(ApiKeyScope).min(1).max(3),
    expiresAt: Instant.nullable().optional().meta({ description: 'default: as the policy says; null: never' }),
  })
  .meta({ id: 'CreateApiKey' });
export const ApiKeyWithSecret = ApiKey.extend({
  key: secret(z.string()).meta({ 'x-secret': true, description: 'shown this once' }),
}).meta({ id: 'ApiKeyWithSecret' });
export const RotateApiKey = z
  .strictObject({
    graceHours: z.int().min(0).max(8760).optional(),
    graceUntil: Instant.optional().meta({ description: 'instead of graceHours: an instant, at most a year from now' }),
  })
  .refine(({ graceHours, graceUntil }) => graceHours === undefined || graceUntil === undefined, 'one of the two')
  .meta({ id: 'RotateApiKey', description: 'How long the old key stays good beside the new; default: the policy’s' });
export const RenameApiKey = z.strictObject({ name: Line(200) }).meta({ id: 'RenameApiKey' });
export const ConvertApiKey = z.strictObject({ serviceAccountId: Id }).meta({ id: 'ConvertApiKey' });
