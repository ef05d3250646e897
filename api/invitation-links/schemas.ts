import { z } from 'zod';
import { Id, Instant, Line, OrgRole, Relationship } from '../schemas.ts';
import { Token } from '../sessions/schemas.ts';

export const LookAtInvitation = z
  .strictObject({ organization: Id, invitationId: Id, token: Token })
  .meta({ id: 'LookAtInvitation' });
export const InvitationLook = z
  .object({
    organizationName: z.string(),
    inviterName: z.string(),
    email: z.string(),
    name: z.string().nullable(),
    role: OrgRole,
    relationship: Relationship,
    endsAt: Instant.nullable(),
    expiresAt: Instant.nullable(),
  })
  .meta({ id: 'InvitationLook', description: 'What the person is about to accept; looking changes nothing' });
export const AcceptInvitation = z
  .strictObject({ organization: Id, invitationId: Id, token: Token, name: Line(200).optional() })
  .meta({ id: 'AcceptInvitation' });
export const AcceptedInvitation = z.object({ organization: Id, memberId: Id }).meta({
  id: 'AcceptedInvitation',
  description: 'The person is a member, and signed in by the cookie that comes along',
});
