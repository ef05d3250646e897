import { z } from 'zod';
import { Id, Instant, Line, ListQuery, MemberRef, pageOf, secret, WebUrl } from '../schemas.ts';

export const Grant = z
  .object({
    id: Id,
    connectionId: Id,
    member: MemberRef,
    provider: z.string(),
    status: z.enum(['active', 'shadow', 'replaced', 'revoked']),
    scopes: z.array(z.string()),
    revocable: z.boolean().meta({ description: 'token and revocation endpoint (RFC 7009) are known' }),
    humanPage: z.string().nullable(),
    createdAt: Instant,
    revokedAt: Instant.nullable(),
  })
  .meta({ id: 'Grant' });
export const GrantPage = pageOf(Grant).meta({ id: 'GrantPage' });
export const ListGrants = ListQuery.extend({ connectionId: Id.optional(), memberId: Id.optional() });
const Secret = secret(z.string().min(1).max(10_000));
export const TakenGrant = z
  .object({
    id: Id,
    token: Secret,
    tokenType: z.enum(['refresh', 'access']),
    scopes: z.array(z.string()),
  })
  .meta({ id: 'TakenGrant' });
/** A consent that the member gave at the provider. With token and revocation endpoint a removal can revoke it by itself. */
export const RegisterGrant = z
  .strictObject({
    connectionId: Id,
    memberId: Id.optional().meta({ description: 'default: the caller; another member only by an admin' }),
    provider: Line(100),
    scopes: z.array(Line(200)).max(100).default([]),
    clientId: Line(500).optional(),
    clientSecret: Secret.optional(),
    token: Secret.optional().meta({ 'x-secret': true, description: 'refresh token, else access token' }),
    tokenEndpoint: WebUrl.optional(),
    revocationEndpoint: WebUrl.optional(),
    humanPage: WebUrl.optional(),
  })
  .meta({ id: 'RegisterGrant' });
