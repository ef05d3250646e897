import { z } from 'zod';
import { Allowed, Email, Id, Instant, ListQuery, OrgRole, pageOf, secret } from '../schemas.ts';
import { OrganizationStatus } from '../organizations/schemas.ts';
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
export const SessionOrganization = z
  .object({
    id: Id,
    slug: z.string(),
    name: z.string(),
    organizationStatus: OrganizationStatus,
    memberId: Id,
    memberName: z.string(),
    role: OrgRole,
    status: MemberStatus,
    ssoEnforced: z.boolean().meta({ description: 'nobody comes in but by its own sign-in' }),
    open: z
      .boolean()
      .meta({ description: 'this session opens it; else it asks for a new sign-in, or the member is not active' }),
  })
  .meta({ id: 'SessionOrganization' });
export const Session = z
  .object({
    id: Id,
    person: z.object({ id: Id, email: z.string().nullable() }),
    createdAt: Instant,
    provedAt: Instant,
    freshUntil: Instant.meta({ description: 'until when removing, revealing and policy need no new sign-in' }),
    expiresAt: Instant,
    organizations: z.array(SessionOrganization),
    may: z.object({ createOrganization: Allowed }),
  })
  .meta({ id: 'Session' });

const proof = {
  how: z.string().meta({
    description:
      'by what it was proved: link, code, invitation; sso: the sign-in of the organization; emergency: without it',
  }),
  lastSeenAt: Instant.nullable().meta({ description: 'to within a minute' }),
};
const from = {
  address: z.string().nullable().meta({ description: 'from where it was started' }),
  agent: z.string().nullable().meta({ description: 'the browser, as it names itself' }),
};
export const OwnSession = z
  .object({
    id: Id,
    current: z.boolean().meta({ description: 'the one that asks' }),
    createdAt: Instant,
    expiresAt: Instant,
    ...proof,
    ...from,
    organizations: z.array(z.object({ id: Id, name: z.string(), at: Instant, ...proof })).meta({
      description: 'the organizations that it opened, how and when',
    }),
  })
  .meta({ id: 'OwnSession' });
export const OwnSessionPage = pageOf(OwnSession).meta({ id: 'OwnSessionPage' });
export const MemberSession = z
  .object({ id: Id, at: Instant.meta({ description: 'when it came in here' }), ...proof, ...from })
  .meta({
    id: 'MemberSession',
    description: 'A session as this organization knows it: nothing of where else it was used',
  });
export const MemberSessionPage = pageOf(MemberSession).meta({ id: 'MemberSessionPage' });
export const ListSessions = ListQuery;
export const SessionsEnded = z.object({ ended: z.int().min(0) }).meta({ id: 'SessionsEnded' });
