import { z } from 'zod';
import { Email, Id, Instant, OrgRole, secret } from '../schemas.ts';
import { MemberStatus } from '../members/schemas.ts';

export const Token = secret(
  z
    .string()
    .min(16)
    .max(200)
    .regex(/^[A-Za-z0-9_-]+$/),
);
/** By the token of a mailed link, or by address and typed code. */
export const SignIn = z
  .union([
    z.strictObject({ token: Token }),
    z.strictObject({
      email: Email,
      code: secret(z.string().regex(/^[0-9A-Za-z]{6,12}$/)),
    }),
  ])
  .meta({ id: 'SignIn' });
export const Session = z
  .object({
    id: Id,
    person: z.object({ id: Id, email: z.string().nullable() }),
    createdAt: Instant,
    provedAt: Instant,
    freshUntil: Instant.meta({ description: 'until when removing, revealing and policy need no new sign-in' }),
    expiresAt: Instant,
    organizations: z.array(
      z.object({
        id: Id,
        slug: z.string(),
        name: z.string(),
        memberId: Id,
        memberName: z.string(),
        role: OrgRole,
        status: MemberStatus,
        open: z
          .boolean()
          .meta({ description: 'this session opens it; else it asks for a new sign-in, or the member is not active' }),
      }),
    ),
  })
  .meta({ id: 'Session' });
