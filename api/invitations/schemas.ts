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
const PreviewHash = z.string().min(1).max(100);
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
    previewHash: PreviewHash.optional().meta({
      description: 'of the preview: refused with `plan-changed` if something else would become of it now',
    }),
  })
  .refine(({ role, customRoleId }) => role === undefined || customRoleId === undefined, {
    message: 'give at most one of role and customRoleId',
    path: ['customRoleId'],
  })
  .meta({ id: 'Invite' });

export const PreviewInvitations = z
  .strictObject({
    csv: z
      .string()
      .min(1)
      .max(512 * 1024)
      .meta({
        description:
          'the first line names the columns: email, and any of name, role, custom_role, relationship, teams (separated by semicolons), sponsor (e-mail), reason, ends_at; at most 500 lines below it',
        examples: ['email,role,teams\nnora@acme.example,member,Data'],
      }),
  })
  .meta({ id: 'PreviewInvitations' });
export const InvitationsPreview = z
  .object({
    items: z.array(
      z.object({
        line: z.int().meta({ description: 'in the file' }),
        email: z.string().meta({ description: 'as it is written there' }),
        outcome: z.enum(['send', 'approve', 'member', 'invited', 'refused', 'invalid']).meta({
          description:
            'sent at once; approved first; left out, because they are a member, have an open invitation, policy refuses it, or the line is wrong',
        }),
        because: z.string().nullable().meta({ description: 'why it is sent at once or approved first' }),
        problem: z
          .object({
            name: z.string().meta({ description: 'last part of the type of the problem that inviting would be' }),
            says: z.string(),
            field: z.string().nullable().meta({ description: 'the column' }),
            expected: z.string().nullable().meta({ description: 'what would be right' }),
          })
          .nullable(),
        named: z
          .object({
            role: OrgRole,
            customRole: z.string().nullable(),
            teams: z.array(z.string()),
            sponsor: z.string().nullable(),
          })
          .nullable()
          .meta({ description: 'the terms as they are named in the line' }),
        invite: z
          .object({
            email: z.string(),
            name: z.string().optional(),
            role: OrgRole.optional(),
            customRoleId: Id.optional(),
            relationship: Relationship,
            teamIds: z.array(Id),
            sponsorId: Id.optional(),
            reason: z.string().optional(),
            endsAt: Instant.optional(),
            previewHash: z.string(),
          })
          .nullable()
          .meta({ description: 'to be sent as it is to invite exactly as previewed; null when the line is left out' }),
      }),
    ),
  })
  .meta({ id: 'InvitationsPreview' });
