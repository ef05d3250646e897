import { z } from 'zod';
import {
  CustomRoleRef,
  Email,
  Id,
  Instant,
  Line,
  ListQuery,
  May,
  MemberRef,
  OrgRole,
  pageOf,
  Relationship,
  TeamRef,
  Text,
} from '../schemas.ts';

export const InvitationStatus = z
  .enum(['awaiting_approval', 'sent', 'accepted', 'refused', 'expired', 'revoked'])
  .meta({ id: 'InvitationStatus' });

export const Invitation = z
  .object({
    id: Id,
    status: InvitationStatus,
    email: z.string(),
    name: z.string().nullable(),
    role: OrgRole,
    customRole: CustomRoleRef.nullable().meta({ description: 'narrows the org role' }),
    relationship: Relationship,
    inviter: MemberRef,
    sponsor: MemberRef.nullable(),
    teams: z.array(TeamRef),
    reason: z.string().nullable(),
    endsAt: Instant.nullable(),
    approvalId: Id.nullable(),
    memberId: Id.nullable().meta({ description: 'the member that it made' }),
    createdAt: Instant,
    sentAt: Instant.nullable(),
    expiresAt: Instant.nullable(),
    endedAt: Instant.nullable(),
    endedReason: z.string().nullable(),
    may: May(['resend', 'revoke']),
  })
  .meta({ id: 'Invitation' });
export const InvitationPage = pageOf(Invitation).meta({ id: 'InvitationPage' });
export const ListInvitations = ListQuery.extend({ status: InvitationStatus.optional() });
export const Invite = z
  .strictObject({
    email: Email,
    name: Line(200).optional(),
    role: OrgRole.optional().meta({ description: 'default: as the policy says' }),
    customRoleId: Id.optional().meta({
      description: 'instead of `role`: a custom role, and the org role it builds on',
    }),
    relationship: Relationship.default('employee'),
    teamIds: z.array(Id).max(50).default([]),
    sponsorId: Id.optional().meta({ description: 'needed for a guest or contractor' }),
    reason: Text(2000).optional().meta({ description: 'needed for a guest or contractor' }),
    endsAt: Instant.optional().meta({ description: 'needed for a guest or contractor' }),
    acceptLookAlike: z
      .boolean()
      .default(false)
      .meta({ description: 'the address is right, although it looks like another (`looks-alike`)' }),
  })
  .refine(({ role, customRoleId }) => role === undefined || customRoleId === undefined, {
    message: 'give at most one of role and customRoleId',
    path: ['customRoleId'],
  })
  .meta({ id: 'Invite' });
